"""The question, and the note that puts it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.models import Seminar
from directory.enums import StandingKind
from directory.models import Party

from ..enums import Channel
from ..selectors import in_the_way, members_at, seat_zone
from ..services import NoteData, Terms
from .base import StaffForm, day_field, hour_field, zone_field, zones_to_choose
from .states import StatesField
from .terms import ANSWERING, BREAKING, PERIOD, RULES, TermsForm

PROPOSED_DAYS, PROPOSED_HOUR = 14, dt.time(18, 0)  # what is proposed for the period (domain 2.3); the officer may choose otherwise


class ProcedureForm(TermsForm):
    """What the member states are asked, and by which rules."""

    seminar: "forms.ModelChoiceField[Seminar]" = forms.ModelChoiceField(
        label=gettext_lazy("Seminar"), queryset=Seminar.objects.none(), empty_label=gettext_lazy("choose a seminar")
    )
    subject = forms.CharField(
        label=gettext_lazy("What the member states are asked to consent to"),
        max_length=500,
        help_text=gettext_lazy("As the note words it, such as “to convene online the Seminar on …”."),
    )
    proposer: "forms.ModelChoiceField[Party]" = forms.ModelChoiceField(
        label=gettext_lazy("Proposing state"), queryset=Party.objects.none(), empty_label=gettext_lazy("choose a state")
    )
    capacity = forms.CharField(
        label=gettext_lazy("In its capacity as (optional)"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Such as co-coordinator of confidence building measures in the environmental dimension."),
    )
    groups = (
        (gettext_lazy("The question"), ("seminar", "subject", "proposer", "capacity")),
        (gettext_lazy("What breaks the silence"), BREAKING),
        (gettext_lazy("Who answers, and how"), ANSWERING),
        (gettext_lazy("The period"), PERIOD),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = in_the_way().order_by().values("procedure__seminar")
        seminar, proposer = self.fields["seminar"], self.fields["proposer"]
        assert isinstance(seminar, forms.ModelChoiceField) and isinstance(proposer, forms.ModelChoiceField)
        seminar.queryset = Seminar.objects.filter(cancelled_at__isnull=True).exclude(pk__in=asked)
        # a note of an earlier day may name a state that has left since: the service asks who was a member on that day
        proposer.queryset = Party.objects.filter(standings__kind=StandingKind.MEMBER).distinct()

    def values(self) -> dict[str, Any]:
        """What ``services.create_procedure`` is given."""
        data = self.cleaned_data
        return {
            "seminar_id": data["seminar"].pk,
            "subject": data["subject"],
            "proposer_id": data["proposer"].pk,
            "capacity": data["capacity"],
            "terms": Terms(**{name: data[name] for name in RULES}),
        }


class NoteForm(StaffForm):
    """The circular note that starts a round now."""

    reference = forms.CharField(label=gettext_lazy("Number of the note"), max_length=60, help_text=gettext_lazy("As printed after №, such as 15-1/213emb."))
    note_day = day_field(gettext_lazy("Date of the note"))
    place = forms.CharField(label=gettext_lazy("Place of the note (optional)"), max_length=100, required=False)
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("How the note goes out"),
        choices=[(c.value, c.label) for c in Channel if c is not Channel.ORAL],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one way in which the note goes out.")},
    )
    deadline_day = day_field(gettext_lazy("Silence expires on"), error_messages={"required": gettext_lazy("Enter the day on which the silence expires.")})
    deadline_hour = hour_field(
        gettext_lazy("at"),
        help_text=gettext_lazy("The last second that is in time, such as 18:00. For the end of a day write 23:59:59."),
        error_messages={"required": gettext_lazy("Enter the hour at which the silence expires. A day alone means another hour in every capital.")},
    )
    deadline_zone = zone_field(
        gettext_lazy("on the clock of"), error_messages={"required": gettext_lazy("Choose the city on whose clock the deadline is read.")}
    )
    as_printed = forms.CharField(label=gettext_lazy("Deadline as the note prints it (optional)"), max_length=200, required=False)
    except_states = StatesField(label=gettext_lazy("To all, except"), required=False)
    evidence = forms.CharField(
        label=gettext_lazy("Evidence (optional)"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Such as the courier’s book, the journal of the fax or the receipt of the diplomatic mailbox."),
    )
    groups: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (gettext_lazy("The note"), ("reference", "note_day", "place")),
        (gettext_lazy("The deadline"), ("deadline_day", "deadline_hour", "deadline_zone", "as_printed")),
        (gettext_lazy("How it goes out"), ("channels", "except_states", "evidence")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seat = seat_zone()
        for name, field in self.fields.items():
            if name.endswith("_zone") and isinstance(field, forms.ChoiceField):
                field.choices = zones_to_choose(self.now, seat)
                self.initial.setdefault(name, seat)
        states = self.fields["except_states"]
        assert isinstance(states, StatesField)
        states.offer({party.pk: str(party) for party in self._may_be_left_out(seat)})

    def _may_be_left_out(self, seat: str) -> Iterable[Party]:
        return members_at(self.now, seat)

    @staticmethod
    def proposed(now: dt.datetime) -> dict[str, Any]:
        """The deadline that is proposed for a note that goes out at ``now``: fourteen days later, at 18:00 in the Secretariat’s city."""
        today = now.astimezone(ZoneInfo(seat_zone())).date()
        return {"note_day": today, "deadline_day": today + dt.timedelta(days=PROPOSED_DAYS), "deadline_hour": PROPOSED_HOUR}

    def clean(self) -> dict[str, Any]:
        self.read_instant("deadline", "deadline")
        return self.cleaned_data

    def note(self) -> NoteData:
        data = self.cleaned_data
        return NoteData(
            reference=data["reference"],
            note_date=data["note_day"],
            deadline=data["deadline"],
            deadline_zone=data["deadline_zone"],
            channels=tuple(Channel(value) for value in data["channels"]),
            place=data["place"],
            deadline_as_printed=data["as_printed"],
            except_states=tuple(party.pk for party in data["except_states"]),
            evidence=data["evidence"],
        )


class SentNoteForm(NoteForm):
    """A note that went out on paper before the portal knew of it. Its deadline may have passed."""

    sent_day = day_field(gettext_lazy("Sent on"))
    sent_hour = hour_field(gettext_lazy("at"), error_messages={"required": gettext_lazy("Enter the hour at which the note was sent, as well as it is known.")})
    sent_zone = zone_field(gettext_lazy("on the clock of"))
    groups = (
        (gettext_lazy("The note"), ("reference", "note_day", "place")),
        (gettext_lazy("The deadline"), ("deadline_day", "deadline_hour", "deadline_zone", "as_printed")),
        (gettext_lazy("How it went out"), ("sent_day", "sent_hour", "sent_zone", "channels", "except_states", "evidence")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channels"].label = _("How the note went out")
        self.fields["deadline_hour"].help_text = _(
            "Where the note gives a day and no hour, decide which hour was meant: 23:59:59 in the Secretariat’s city is the end of the day at its seat."
        )

    def _may_be_left_out(self, seat: str) -> Iterable[Party]:
        # who was a member on the day of the note the service asks
        return Party.objects.filter(standings__kind=StandingKind.MEMBER).distinct()

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.read_instant("sent", "sent_at")
        return self.cleaned_data
