"""The words of Annex II: its grid, its labels as we print them, and the ways in which others write them."""

import re
import unicodedata
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..enums import Gender

# rows of the original; a row with one field goes across
GRID = (
    ("family_name", "middle_name"),
    ("first_name", "gender"),
    ("party", "institution"),
    ("job_title", "mobile_typed"),
    ("landline_typed", "fax_typed"),
    ("email",),
    ("speech_topic",),
)
LABELS = {
    "family_name": gettext_lazy("Family Name"),
    "middle_name": gettext_lazy("Middle Name"),
    "first_name": gettext_lazy("First Name"),
    "gender": gettext_lazy("Gender"),
    "party": gettext_lazy("Nation"),
    "institution": gettext_lazy("Institution"),
    "job_title": gettext_lazy("Job Title"),
    "mobile_typed": gettext_lazy("Mobile phone"),
    "landline_typed": gettext_lazy("Fixed-line Telephone"),
    "fax_typed": gettext_lazy("Fax"),
    "email": gettext_lazy("Email"),
    "speech_topic": gettext_lazy("Speech Topic"),
}
TWELVE = tuple(LABELS)
# spellings that are met on forms typed by hand, whatever language our own form is printed in
_SPELLINGS = {
    "family_name": "family name|familyname|surname|last name|фамилия|姓|姓氏",
    "middle_name": "middle name|middle names|patronymic|father's name|отчество|второе имя|отчество (если есть)|среднее имя|中间名|中間名",
    "first_name": "first name|given name|given names|forename|имя|名|名字",
    "gender": "gender|sex|пол|性别|性別",
    "party": (
        "nation|country|state|nationality|delegation|state / organisation|state / organization|nation / organisation|country / organization|represented state"
        "|государство|страна|государство / организация|страна / организация|делегация|国家|國家|国别|国家/组织|国家或组织|国籍|代表团"
    ),
    "institution": (
        "institution|institute|organisation|organization|affiliation|company|employer|place of work"
        "|учреждение|организация|место работы|наименование организации|ведомство|单位|工作单位|机构|所在单位|單位|機構"
    ),
    "job_title": "job title|title|position|post|function|occupation|должность|занимаемая должность|职务|职位|職務|职务/职称|职称",
    "mobile_typed": (
        "mobile phone|mobile|mobile telephone|mobile number|mobile phone number|cell phone|cellphone|cell|mob"
        "|мобильный телефон|мобильный|моб. телефон|моб. тел|моб|сотовый телефон|сотовый|手机|手机号|手机号码|移动电话|手機|行動電話"
    ),
    "landline_typed": (
        "fixed-line telephone|fixed line telephone|fixed-line phone|fixed line|fixed telephone|landline|landline telephone|telephone|telephone number|phone"
        "|phone number|office phone|office telephone|work phone|tel|стационарный телефон|городской телефон|рабочий телефон|служебный телефон|телефон|тел"
        "|раб. тел|固定电话|座机|电话|办公电话|联系电话|固定電話|電話"
    ),
    "fax_typed": "fax|fax number|telefax|факс|номер факса|传真|传真号|傳真",
    "email": (
        "email|e-mail|email address|e-mail address|mail|электронная почта|эл. почта|адрес электронной почты|электронный адрес|эл. адрес|почта|емейл|имейл"
        "|电子邮件|电子邮箱|邮箱|电邮|邮件|電子郵件|電郵|邮箱地址"
    ),
    "speech_topic": (
        "speech topic|topic of speech|topic of the speech|topic|speech title|title of speech|title of the speech|presentation topic|presentation title"
        "|тема выступления|тема доклада|тема речи|тема|发言题目|发言主题|演讲题目|演讲主题|讲话题目|发言议题|發言題目"
    ),
}
_GENDERS = {
    Gender.MALE: "male|man|мужской|мужчина|муж|男|男性",
    Gender.FEMALE: "female|woman|женский|женщина|жен|女|女性",
}


def fold(text: str) -> str:
    """A label as it is compared: without case, accents of width, numbering, what stands in brackets, and the signs around it."""
    line = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    line = re.sub(r"\([^()]*\)|\[[^\[\]]*\]|\*", " ", line)
    line = re.sub(r"^\s*(?:№\s*)?\d{1,2}\s*[.)]\s*", "", line)
    line = re.sub(r"\s*[-–—/]\s*", lambda found: found[0].strip(), line)
    return " ".join(line.split()).strip(" .:;,_…")


def label_of(name: str) -> str:
    """The label of a field as the form prints it in the active language."""
    return str(LABELS[name])


def field_of(text: str) -> str:
    """The field whose label ``text`` is, in any spelling we know or print; "" where it is none."""
    if len(text) > 120:
        return ""
    return _known().get(fold(text), "")


def gender_of(word: str) -> str:
    """The gender that ``word`` names in any of our languages, or ""."""
    return _known_genders().get(fold(word), "")


def gender_words() -> list[str]:
    """All words for a gender, the longest first: "female" holds "male"."""
    return sorted(_known_genders(), key=len, reverse=True)


def gender_box(chosen: str) -> list[tuple[bool, str]]:
    """The two boxes in the active language: whether ticked, and the word beside."""
    return [(chosen == Gender.MALE, _("Male")), (chosen == Gender.FEMALE, _("Female"))]


@cache
def _known() -> dict[str, str]:
    found = {fold(spelling): name for name, spellings in _SPELLINGS.items() for spelling in spellings.split("|")}
    for name, label in LABELS.items():
        found |= {fold(printed): name for printed in _in_all_languages(label)}
    return found


@cache
def _known_genders() -> dict[str, str]:
    found = {fold(spelling): gender.value for gender, spellings in _GENDERS.items() for spelling in spellings.split("|")}
    for gender in _GENDERS:
        found |= {fold(printed): gender.value for printed in _in_all_languages(gender.label)}
    return found


def _in_all_languages(lazy: object) -> list[str]:
    """What our own forms have printed, in each language of the portal."""
    printed = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            printed.append(str(lazy))
    return printed
