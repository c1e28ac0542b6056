"""The forms with which the desk puts organisations in order."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Party
from directory.services.parties import LANGUAGES, Names, field_of

from .. import organisations
from ..organisations import Written

NEW = "new"
CODE_LENGTH = 12


def proposed_code(text: str) -> str:
    """A code made of the first letters of the words ("Association of Mountain Ecologists": AME), or of the beginning of a single one."""
    words = [word for word in text.split() if word[0].isalnum()]
    capitals = "".join(word[0] for word in words if word[0].isupper())
    code = capitals if len(capitals) > 1 else "".join(letter for letter in text if letter.isalnum())[:6]
    return code.upper()[:CODE_LENGTH]


class OrganisationForm(forms.Form):
    """Under which entry of the list an organisation written by hand is put: one that is there, or a new one."""

    def __init__(self, *args: Any, written: Written, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(str(party.pk), f"{party} ({party.code})") for party in organisations.of_the_list()]
        known = str(written.known.pk) if written.known else NEW
        self.fields["target"] = forms.ChoiceField(
            label=_("Under which organisation"), choices=[(NEW, _("a new organisation of the list")), *listed], initial=known
        )
        self.fields["code"] = forms.CharField(
            label=_("Code"),
            max_length=CODE_LENGTH,
            required=False,
            initial=proposed_code(written.text),
            help_text=_("For a new one: a short name in capitals."),
        )
        for code in LANGUAGES:
            self.fields[field_of("name", code)] = forms.CharField(
                label=_("%(language)s: %(what)s") % {"language": dict(settings.LANGUAGES)[code], "what": _("name")},
                max_length=200,
                required=False,
                initial=written.text[:200] if code == settings.LANGUAGE_CODE else "",
                help_text=_("For a new one.") if code == settings.LANGUAGE_CODE else _("For a new one. Left empty, the English name stands in its place."),
                widget=forms.TextInput(attrs={"class": "vTextField", "lang": code}),
            )

    @property
    def names(self) -> dict[str, Names]:
        return {code: Names(self.cleaned_data[field_of("name", code)]) for code in LANGUAGES}


class KeepForm(forms.Form):
    """Into which entry another one is merged."""

    keep: "forms.ModelChoiceField[Party]" = forms.ModelChoiceField(label=gettext_lazy("Which entry stays"), queryset=Party.objects.none())

    def __init__(self, *args: Any, other: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["keep"]
        field.queryset = organisations.of_the_list().exclude(pk=other.pk)
        field.label_from_instance = lambda party: f"{party} ({party.code})"
