"""The forms of focal points: the two of the log-in, those of who manages them, and those of their own page."""

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import links
from ..models import Mission
from ..services.accounts import NAME_LENGTH
from ..services.focal_points import REASON_LENGTH


def _helper() -> FormHelper:
    """Fields alone; the page has the form, its token and its button."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class AskForm(forms.Form):
    """Where the code is to go."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Enter your e-mail address"), "invalid": gettext_lazy("Enter an e-mail address such as name@example.org")},
    )
    helper = _helper()


class CodeForm(forms.Form):
    """The code as it came by mail. ``code`` is the seed of the one that is expected, "" where the address has none: then every code is wrong."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=60,
        help_text=gettext_lazy("Eight digits, with or without the space."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("Enter the code from the message")},
    )
    helper = _helper()

    def __init__(self, *args: Any, code: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seed = code or ""

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        if not links.is_code_of(self.seed, typed):
            raise ValidationError(_("This is not the code that was asked for here last"))
        return typed


class PersonForm(forms.Form):
    """Who is to act for a mission."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "vTextField", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("The person’s own address: invitation and codes go there."),
        error_messages={"required": gettext_lazy("Enter an e-mail address"), "invalid": gettext_lazy("Enter an e-mail address such as name@example.org")},
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text=gettext_lazy("As it signs what is sent here."),
        error_messages={"required": gettext_lazy("Enter the name of the person")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=settings.LANGUAGES, help_text=gettext_lazy("Of the messages to the person. Who has an account keeps its own.")
    )
    helper = _helper()


class InviteForm(PersonForm):
    """The same with the mission, chosen among those that answer today."""

    field_order = ("mission", "email", "name", "language")

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missions = [mission for mission in Mission.objects.select_related("party").order_by("party__sort_key", "city") if mission.answers_at(now)]
        choices = [("", "––"), *((str(mission.pk), f"{mission.party} – {mission.get_kind_display()} · {mission.city}") for mission in missions)]
        self.fields["mission"] = forms.ChoiceField(
            label=_("Mission"), choices=choices, help_text=_("A mission that is missing here is added on the page of its state.")
        )
        self.order_fields(self.field_order)


class EndForm(forms.Form):
    """Why somebody acts for the mission no longer."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text=gettext_lazy("The person reads it."),
        error_messages={"required": gettext_lazy("Enter a reason: the person reads it.")},
    )


class OwnPageForm(forms.Form):
    """What focal points say of themselves."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=gettext_lazy("As it signs what is sent here."),
        error_messages={"required": gettext_lazy("Enter your name")},
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES, help_text=gettext_lazy("Of the messages to you."))
    helper = _helper()
