"""What went out on paper, and what did not arrive."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from directory import clocks

from ..enums import Channel, Purpose
from ..models import Round
from ..selectors import names_of
from .base import StaffForm, day_field, hour_field, zone_field, zones_to_choose
from .states import StatesField


class DispatchForm(StaffForm):
    """Something that went out "to all, except …" by one channel."""

    purpose = forms.ChoiceField(label=gettext_lazy("What went out"), choices=Purpose.choices, initial=Purpose.CIRCULATION)
    channel = forms.ChoiceField(
        label=gettext_lazy("How it went out"),
        choices=[(c.value, c.label) for c in Channel if c not in {Channel.ORAL, Channel.PORTAL}],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it went out.")},
    )
    sent_day = day_field(gettext_lazy("Sent on"), error_messages={"required": gettext_lazy("Enter the day on which it was sent.")})
    sent_hour = hour_field(gettext_lazy("at"), error_messages={"required": gettext_lazy("Enter the hour at which it was sent, as well as it is known.")})
    sent_zone = zone_field(gettext_lazy("on the clock of"))
    except_states = StatesField(label=gettext_lazy("To all, except"), required=False)
    evidence = forms.CharField(
        label=gettext_lazy("Evidence (optional)"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Such as the courier’s book, the journal of the fax or the receipt of the diplomatic mailbox."),
    )
    groups = ((gettext_lazy("The dispatch"), ("purpose", "channel", "sent_day", "sent_hour", "sent_zone", "except_states", "evidence")),)

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states, zone = self.fields["except_states"], self.fields["sent_zone"]
        assert isinstance(states, StatesField) and isinstance(zone, forms.ChoiceField)
        states.offer(names_of(round_))
        zone.choices = zones_to_choose(self.now, round_.deadline_zone)
        self.initial.setdefault("sent_zone", round_.deadline_zone)

    def clean(self) -> dict[str, Any]:
        self.read_instant("sent", "sent_at")
        return self.cleaned_data


class NotReachedForm(StaffForm):
    """One state that a dispatch did not reach."""

    dispatch = forms.ChoiceField(label=gettext_lazy("Which dispatch"), error_messages={"required": gettext_lazy("Choose the dispatch.")})
    party = forms.ChoiceField(label=pgettext_lazy("of a mission", "State that was not reached"), error_messages={"required": gettext_lazy("Choose the state.")})
    known_day = day_field(gettext_lazy("Known since"), error_messages={"required": gettext_lazy("Enter the day on which it became known.")})
    known_hour = hour_field(gettext_lazy("at"), error_messages={"required": gettext_lazy("Enter the hour at which it became known.")})
    known_zone = zone_field(gettext_lazy("on the clock of"))
    evidence = forms.CharField(
        label=gettext_lazy("What shows it"),
        max_length=300,
        help_text=gettext_lazy("Such as a mail that came back, or an embassy that has closed."),
        error_messages={"required": gettext_lazy("Say what shows that it did not arrive, such as a mail that came back.")},
    )
    groups = ((gettext_lazy("The mission that was not reached"), ("dispatch", "party", "known_day", "known_hour", "known_zone", "evidence")),)

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dispatch, party, zone = (self.fields[name] for name in ("dispatch", "party", "known_zone"))
        assert isinstance(dispatch, forms.ChoiceField) and isinstance(party, forms.ChoiceField) and isinstance(zone, forms.ChoiceField)
        sent = round_.dispatches.order_by("-sent_at", "-pk")
        dispatch.choices = [
            (entry.pk, f"{clocks.short_moment(entry.sent_at, round_.deadline_zone)} · {entry.get_purpose_display()} · {entry.get_channel_display()}")
            for entry in sent
        ]
        names = names_of(round_)
        party.choices = [("", gettext_lazy("choose a state")), *((row.party_id, names[row.party_id]) for row in round_.entitled_states.all())]
        zone.choices = zones_to_choose(self.now, round_.deadline_zone)
        self.initial.setdefault("known_zone", round_.deadline_zone)

    def clean(self) -> dict[str, Any]:
        self.read_instant("known", "known_at")
        return self.cleaned_data
