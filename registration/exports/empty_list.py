"""An empty table for a list of new delegates, to be filled in a spreadsheet: the headings that are read back, and a second sheet that says what goes where."""

from typing import IO

import xlsxwriter
from django.conf import settings
from django.utils.translation import gettext as _

from directory.words import separated

from ..enums import Gender
from .columns import columns

FILLED = ("family_name", "middle_name", "first_name", "gender", "nation", "institution", "job_title", "mobile", "landline", "fax", "email", "speech_topic")
MORE = ("native_name", "printed_name", "form_of_address", "city", "cc_email", "language")
LINES = 300  # with the format "text", so that no phone becomes a number


def write(file: IO[bytes]) -> None:
    """Writes the workbook in the active language. What is read back is the first sheet alone."""
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "num_format": "@"})
    as_text = book.add_format({"num_format": "@"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    strong = book.add_format({"bold": True, "valign": "top"})
    known = {column.key: column for column in columns()}
    headings = [(known[key].heading, known[key].width, key) for key in FILLED]
    headings.insert(FILLED.index("nation") + 1, (_("Another organisation"), 28, "other_organisation"))
    headings += [(known[key].heading, known[key].width, key) for key in MORE]
    sheet = book.add_worksheet(_("Delegates"))
    hints = book.add_worksheet(_("What goes where"))
    choices: dict[str, list[str]] = {"gender": [str(label) for _value, label in Gender.choices], "language": [str(name) for _code, name in settings.LANGUAGES]}
    said = {**_hints(), **{key: separated(labels) for key, labels in choices.items()}}
    hints.set_column(0, 0, 34)
    hints.set_column(1, 1, 90)
    for place, (heading, width, key) in enumerate(headings):
        sheet.set_column(place, place, width, as_text)
        sheet.write_string(0, place, heading, bold)
        if key in choices:
            sheet.data_validation(1, place, LINES, place, {"validate": "list", "source": choices[key], "error_type": "warning"})
        hints.write_string(place, 0, heading, strong)
        hints.write_string(place, 1, said.get(key, ""), wrapped)
    sheet.freeze_panes(1, 0)
    book.close()


def _hints() -> dict[str, str]:
    phone = _("Any way of writing will do; best with + and the code of the country")
    return {
        "family_name": _("As in the passport. Who has one name only has it here or under First Name."),
        "middle_name": _("Patronymic, if there is one"),
        "nation": _("The state or organisation, by its name in English, Russian or Chinese. It may be left out where one is chosen for the whole list."),
        "other_organisation": _("Its name, only where it is not in the list of states and organisations"),
        "mobile": phone,
        "landline": _("With the extension, if there is one"),
        "fax": phone,
        "email": _("One address. Letters go there; without it the delegate is answered another way."),
        "speech_topic": _("Only for who wishes to speak"),
        "printed_name": _("Left empty, first and family name are printed as typed"),
        "cc_email": _("An assistant or an embassy. Copies carry the personal link."),
    }
