"""Input of staff for what everybody is told: a longer registration, a cancellation and the way back, other days, and a message of their own."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from agenda import words
from agenda.models import Seminar
from directory.fields import DayField, HourField, ZoneField, deadline_at

from ..enums import Addressed
from ..services.announcements import SUBJECT_LENGTH, TEXT_LENGTH

REASON_LENGTH = 1000
CODES = [code for code, _name in settings.LANGUAGES]


def _field(name: str, code: str) -> str:
    """The name of the input for one language: "reason_zh_hans"."""
    return f"{name}_{code.replace('-', '_')}"


class ExtendForm(forms.Form):
    """A later deadline, why, and who is told."""

    day = DayField(label=_("New deadline"))
    hour = HourField(label=_("At"), required=False, help_text=_("Such as 18:00. Empty: at the end of the day, 23:59:59."))
    zone = ZoneField(label=_("On the clock of"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the seminar's events; it is not told to the delegates."),
        error_messages={"required": _("Say why the deadline is extended.")},
    )
    addressed = forms.ChoiceField(
        label=_("Who is told by e-mail"),
        choices=[*Addressed.choices, ("", _("nobody"))],
        required=False,
        initial=Addressed.LIVE_AND_LATE,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, seminar: Seminar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["zone"]
        field.initial = seminar.registration_zone
        if isinstance(field, ZoneField):
            field.keep(seminar.registration_zone)

    @property
    def closes_at(self) -> dt.datetime:
        """The instant that a valid form says."""
        return deadline_at(self.cleaned_data["day"], self.cleaned_data["hour"], self.cleaned_data["zone"])


class ReasonsForm(forms.Form):
    """Why, in each language; who reads a language that is left empty gets the English words."""

    sentence: Any = _("Write the reason in English at least. The delegates read it.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in CODES:
            language = words.language_name(code)
            self.fields[_field("reason", code)] = forms.CharField(
                label=format_lazy(_("Reason in {language}"), language=language),
                max_length=REASON_LENGTH,
                required=code == "en",
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("Everybody reads it, on the seminar's page and in the mail.") if code == "en" else _("Empty: the English words."),
                error_messages={"required": self.sentence},
            )

    @property
    def reasons(self) -> dict[str, str]:
        return {code: self.cleaned_data[_field("reason", code)] for code in CODES}


class PostponeForm(ReasonsForm):
    """The new first day, what becomes of the deadline, and whether the states' consent covers the new days."""

    starts_on = DayField(label=_("New first day"), help_text=_("The whole agenda moves by as many days; every item keeps its hour."))
    move_deadline = forms.BooleanField(label=_("Move the registration deadline by as many days"), required=False)
    consent = forms.ChoiceField(
        label=_("The consent of the member states"),
        choices=[
            ("taken back", _("does not cover the new days: the seminar is no longer confirmed, and no joining details go out")),
            ("holds", _("covers the new days too")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the consent of the member states covers the new days.")},
    )
    consent_basis = forms.CharField(
        label=_("What shows that it covers them"),
        max_length=500,
        required=False,
        help_text=_("Such as the number and date of a note. Kept in the seminar's events."),
    )

    def __init__(self, *args: Any, seminar: Seminar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not seminar.is_confirmed:
            del self.fields["consent"], self.fields["consent_basis"]
        self.order_fields(["starts_on", "move_deadline", "consent", "consent_basis"])

    @property
    def consent_holds(self) -> bool | None:
        """None where the seminar is not confirmed."""
        return self.cleaned_data["consent"] == "holds" if "consent" in self.fields else None

    @property
    def basis(self) -> str:
        return self.cleaned_data.get("consent_basis", "")


class MessageForm(forms.Form):
    """Subject and text in up to three languages, and to whom."""

    addressed = forms.ChoiceField(label=_("To"), choices=Addressed.choices, initial=Addressed.LIVE, widget=forms.RadioSelect)
    token = forms.CharField(widget=forms.HiddenInput, max_length=43, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in CODES:
            is_english, language = code == "en", words.language_name(code)
            self.fields[_field("subject", code)] = forms.CharField(
                label=format_lazy(_("Subject in {language}"), language=language),
                max_length=SUBJECT_LENGTH,
                required=is_english,
                widget=forms.TextInput(attrs={"class": "vTextField"}),
                help_text=_("The delegate's reference is put before it.") if is_english else "",
                error_messages={"required": _("Write the subject in English at least.")},
            )
            self.fields[_field("text", code)] = forms.CharField(
                label=format_lazy(_("Text in {language}"), language=language),
                max_length=TEXT_LENGTH,
                required=is_english,
                widget=forms.Textarea(attrs={"rows": 8}),
                help_text=_("Without greeting: “Dear …” stands before it, the personal link and whom to ask below it.")
                if is_english
                else _("Left empty with its subject: who reads this language gets the English message."),
                error_messages={"required": _("Write the text in English at least.")},
            )

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        return {code: {"subject": self.cleaned_data[_field("subject", code)], "text": self.cleaned_data[_field("text", code)]} for code in CODES}
