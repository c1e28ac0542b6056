"""The forms of states and organisations: missions, standings without overlaps, a new name or another standing from a day on."""

import datetime as dt
from itertools import pairwise
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..clocks import day_words
from ..enums import StandingKind
from ..fields import DayField
from ..models import Mission, Party
from ..services.parties import LANGUAGES, STANDINGS_OF, Names, field_of, names_of


class MissionForm(forms.ModelForm):
    class Meta:
        model = Mission
        fields = ("kind", "city", "zone", "mailboxes", "valid_from", "valid_to")
        widgets = {"mailboxes": forms.Textarea(attrs={"rows": 2, "cols": 30})}

    def clean_mailboxes(self) -> str:
        lines = [line.strip() for line in self.cleaned_data["mailboxes"].splitlines() if line.strip()]
        for line in lines:
            try:
                validate_email(line)
            except ValidationError:
                raise ValidationError(_("“%(line)s” is not an e-mail address. Enter one address a line.") % {"line": line}) from None
        return "\n".join(lines)


class StandingFormSet(BaseInlineFormSet):
    """Corrections of standings by hand: each day has one at most."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        if self.instance.pk:
            # the lock: the admin's own transaction is open, and an act on the same party waits until it ends
            Party.objects.select_for_update(of=("self",)).filter(pk=self.instance.pk).first()
        periods = sorted(
            (row["valid_from"] or dt.date.min, row["valid_to"] or dt.date.max)
            for row in (form.cleaned_data for form in self.forms)
            if row.get("kind") and not row.get("DELETE")
        )
        for (_start, end), (start, _end) in pairwise(periods):
            if start <= end:
                raise ValidationError(_("Two standings overlap on %(day)s: end the earlier one the day before.") % {"day": day_words(start, weekday=False)})


class DayForm(forms.Form):
    """The day for which something is shown."""

    day = DayField(label=gettext_lazy("On which day"))


class StandingForm(forms.Form):
    """Another standing from a day on."""

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, kind.label) for kind in STANDINGS_OF[party.kind]]  # type: ignore[index]  # the kinds are strings with names
        self.fields["kind"] = forms.ChoiceField(label=_("Standing"), choices=[*kinds, ("none", _("no standing any more"))], widget=forms.RadioSelect)
        self.fields["from_day"] = DayField(label=_("From which day"), help_text=_("What holds until then ends the day before. A day to come is possible."))

    @property
    def kind(self) -> str:
        return "" if self.cleaned_data["kind"] == "none" else str(StandingKind(self.cleaned_data["kind"]).value)


class RenameForm(forms.Form):
    """A new name from a day on, in each language. What is left as it is keeps its name."""

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.party, self.before = party, names_of(party)
        self.fields["from_day"] = DayField(label=_("From which day"), help_text=_("Documents of earlier days go on printing the names of today."))
        texts = {"name": (_("name"), 200), "formal_name": (_("formal name"), 250), "sort_key": (_("sorted as"), 200)}
        for code in LANGUAGES:
            for name, (label, length) in texts.items():
                self.fields[field_of(name, code)] = forms.CharField(
                    label=_("%(language)s: %(what)s") % {"language": dict(settings.LANGUAGES)[code], "what": label},
                    max_length=length,
                    required=(name, code) == ("name", settings.LANGUAGE_CODE),
                    initial=getattr(self.before[code], name),
                    widget=forms.TextInput(attrs={"class": "vTextField", "lang": code}),
                )

    @property
    def names(self) -> dict[str, Names]:
        """The names given. Where the list was sorted by the old name itself, and the key was left alone, it follows the new one."""
        found = {}
        for code in LANGUAGES:
            name, formal, key = (self.cleaned_data[field_of(field, code)] for field in ("name", "formal_name", "sort_key"))
            before = self.before[code]
            found[code] = Names(name, formal, "" if key == before.sort_key == before.name else key)
        return found
