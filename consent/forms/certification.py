"""The examination that a certificate rests on."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..enums import Channel
from .base import StaffForm


class CertificationForm(StaffForm):
    """The channels that the officer has examined, and the numbers on the button."""

    channels = forms.MultipleChoiceField(
        label=gettext_lazy("I have examined these channels for objections"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Examine and tick every channel that was used.")},
    )
    unreached = forms.MultipleChoiceField(
        label=gettext_lazy("Not validly reached: accept it state by state"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("A dispatch that reached them heals this. Whoever certifies all the same answers for it: it stands in the record."),
    )
    counts_shown = forms.CharField(widget=forms.HiddenInput)
    groups: tuple[tuple[Any, tuple[str, ...]], ...] = ((gettext_lazy("Channels"), ("channels",)), (gettext_lazy("Missions"), ("unreached",)))

    def __init__(self, *args: Any, used: list[Channel], unreached: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unreached:
            states = self.fields["unreached"]
            assert isinstance(states, forms.MultipleChoiceField)
            states.choices = list(unreached.items())
        else:
            del self.fields["unreached"]
            self.groups = self.groups[:1]
        channels = self.fields["channels"]
        assert isinstance(channels, forms.MultipleChoiceField)
        must = _("%(channel)s – used in this round, must be examined")
        channels.choices = [(c.value, must % {"channel": c.label} if c in used else str(c.label)) for c in Channel]
