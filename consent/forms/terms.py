"""The rules of a round, which can be chosen until it starts."""

from django import forms
from django.utils.translation import gettext_lazy

from ..enums import MinimumUnit, OthersLearn, WithdrawnLate
from .base import StaffForm

BREAKING = ("objections_to_break", "amendment_breaks", "withdrawn_late")
ANSWERING = ("written_form", "who_may_sign", "proposer_consents", "others_learn")
PERIOD = ("minimum_length", "minimum_unit")
RULES = (*BREAKING, *ANSWERING, *PERIOD)


class TermsForm(StaffForm):
    objections_to_break = forms.IntegerField(label=gettext_lazy("Objections that break the silence"), min_value=1, max_value=99, initial=1)
    amendment_breaks = forms.BooleanField(label=gettext_lazy("A proposed amendment breaks the silence"), required=False, initial=True)
    withdrawn_late = forms.ChoiceField(
        label=gettext_lazy("What an objection that is withdrawn after the period leaves"), choices=WithdrawnLate.choices, initial=WithdrawnLate.NEW_ROUND
    )
    written_form = forms.BooleanField(label=gettext_lazy("An answer must be in writing"), required=False, initial=True)
    who_may_sign = forms.CharField(
        label=gettext_lazy("Who may sign for a state (optional)"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Such as: the embassy, the ministry or the head of mission."),
    )
    proposer_consents = forms.BooleanField(label=gettext_lazy("The proposing state counts as consenting"), required=False, initial=True)
    others_learn = forms.ChoiceField(label=gettext_lazy("What the other states learn of an objection"), choices=OthersLearn.choices, initial=OthersLearn.FACT)
    minimum_length = forms.IntegerField(label=gettext_lazy("Shortest period"), min_value=1, max_value=9999, initial=72)
    minimum_unit = forms.ChoiceField(label=gettext_lazy("counted in"), choices=MinimumUnit.choices, initial=MinimumUnit.HOURS)
