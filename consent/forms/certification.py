"""The examination that a certificate rests on."""

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
    counts_shown = forms.CharField(widget=forms.HiddenInput)
    groups = ((gettext_lazy("Channels"), ("channels",)),)

    def __init__(self, *args: Any, used: list[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = self.fields["channels"]
        assert isinstance(channels, forms.MultipleChoiceField)
        must = _("%(channel)s – used in this round, must be examined")
        channels.choices = [(c.value, must % {"channel": c.label} if c in used else str(c.label)) for c in Channel]
