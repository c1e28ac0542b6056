"""The columns that the desk's list can show. Which of them somebody sees, and in which order, is theirs to choose."""

import dataclasses
from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import User

from .. import desk_words
from ..enums import ListPurpose
from ..exports.columns import nation
from ..models import Registration, SavedColumns

REFERENCE = "reference"  # always the first: it leads to the page of the registration
DEFAULT = (REFERENCE, "state", "name", "delegation", "institution", "topic", "received", "flags")


@dataclasses.dataclass(frozen=True)
class ListColumn:
    """``show`` gives HTML that is safe; ``order`` is the field by which the list can be put in order, "" for none."""

    key: str
    label: "str | Promise"
    show: Callable[[Registration], str]
    order: str = ""
    needs: tuple[str, ...] = ()  # rows beside the registration's own

    @property
    def display(self) -> Callable[[Registration], str]:
        """As Django's admin wants a column. Its name is part of the style sheet's words: ``field-state_shown``."""

        def display(row: Registration) -> str:
            return self.show(row)

        display.__name__ = f"{self.key}_shown"
        display.short_description = self.label  # type: ignore[attr-defined]  # what Django's admin reads
        if self.order:
            display.admin_order_field = self.order  # type: ignore[attr-defined]  # what Django's admin reads
        return display


def _isolated(field: str) -> Callable[[Registration], SafeString]:
    """A text of the delegate's: nothing in it turns the line around it."""
    return lambda row: format_html("<bdi>{}</bdi>", getattr(row, field))


def _chosen(field: str) -> Callable[[Registration], str]:
    return lambda row: str(getattr(row, f"get_{field}_display")())


def _yes(field: str) -> Callable[[Registration], str]:
    return lambda row: _("yes") if getattr(row, field) else _("no")


def _flags(row: Registration) -> SafeString:
    return format_html_join(" ", '<span class="desk-flag">{}</span>', [(flag,) for flag in desk_words.flags(row)])


COLUMNS: dict[str, ListColumn] = {
    column.key: column
    for column in (
        ListColumn(REFERENCE, gettext_lazy("Reference"), _isolated("reference"), "reference"),
        ListColumn("state", gettext_lazy("State"), lambda row: desk_words.state_mark(row.state), "state"),
        ListColumn("name", gettext_lazy("Name"), _isolated("printed_name"), "printed_name"),
        ListColumn("native_name", gettext_lazy("Name in own script"), _isolated("native_name"), "native_name"),
        ListColumn("delegation", gettext_lazy("State / organisation"), lambda row: format_html("<bdi>{}</bdi>", nation(row)), "party__sort_key"),
        ListColumn(
            "institution",
            gettext_lazy("Institution, category"),
            lambda row: format_html("<bdi>{}</bdi> <small>{}</small>", row.institution, desk_words.short_category(row.category)),
            "institution",
        ),
        ListColumn("job_title", gettext_lazy("Job title"), _isolated("job_title"), "job_title"),
        ListColumn("email", gettext_lazy("E-mail"), _isolated("email"), "email"),
        ListColumn("mobile", gettext_lazy("Mobile phone"), _isolated("mobile_typed")),
        ListColumn("landline", gettext_lazy("Fixed-line telephone"), _isolated("landline_typed")),
        ListColumn("topic", gettext_lazy("Topic"), lambda row: _("yes") if row.speech_topic else _("no")),
        ListColumn("speech_topic", gettext_lazy("Speech topic, in words"), _isolated("speech_topic"), "speech_topic"),
        ListColumn("speech_language", gettext_lazy("Language of the speech"), _chosen("speech_language"), "speech_language"),
        ListColumn("city", gettext_lazy("City"), _isolated("city"), "city"),
        ListColumn("gender", gettext_lazy("Gender"), _chosen("gender"), "gender"),
        ListColumn("platform", gettext_lazy("On the host's platform"), _yes("on_platform"), "on_platform"),
        ListColumn("source", gettext_lazy("Source"), _chosen("source"), "source"),
        ListColumn("language", gettext_lazy("Language of letters"), _chosen("language"), "language"),
        ListColumn("seminar", gettext_lazy("Seminar"), lambda row: format_html("<bdi>{}</bdi>", row.seminar.slug), "seminar__slug", ("seminar",)),
        ListColumn("received", gettext_lazy("Received"), lambda row: desk_words.instant_mark(row.received_at), "received_at"),
        ListColumn("recorded", gettext_lazy("Recorded"), lambda row: desk_words.instant_mark(row.recorded_at), "recorded_at"),
        ListColumn("flags", gettext_lazy("To note"), _flags),
    )
}


def chosen_by(user: User) -> list[ListColumn]:
    """The columns of the list for ``user``, the reference first. One query."""
    kept: Any = SavedColumns.objects.filter(user=user, purpose=ListPurpose.LIST).values_list("columns", flat=True).first()
    keys = [key for key in kept or DEFAULT if key in COLUMNS and key != REFERENCE]
    return [COLUMNS[key] for key in (REFERENCE, *dict.fromkeys(keys))]
