"""The words, days and choices of the acts that speak to states or end a round."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from directory import clocks
from seminar_portal.errors import Invalid

from ..enums import ClosingReason, RoundState
from ..models import Round
from .base import StaffForm, day_field, hour_field, instant_of
from .states import StatesField


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField"})


class NoWordsForm(StaffForm):
    """An act that asks for nothing: its preview is the question."""


class WordsForm(StaffForm):
    """Further words to the states, beside the standard text."""

    words = forms.CharField(
        label=gettext_lazy("Further words to the states (optional)"),
        max_length=2000,
        required=False,
        widget=_area(4),
        help_text=gettext_lazy("They stand in every mail as they are written here, in no other language."),
    )
    groups: tuple[tuple[Any, tuple[str, ...]], ...] = ((pgettext_lazy("words to the states", "The message"), ("words",)),)


class RefusalForm(StaffForm):
    """What a state is told whose request for an extension is refused."""

    words = forms.CharField(
        label=gettext_lazy("What the state is told"),
        max_length=1000,
        widget=_area(4),
        error_messages={"required": gettext_lazy("Write what the state is told: the request is refused with a letter.")},
    )
    groups = ((gettext_lazy("The refusal"), ("words",)),)


class ReminderForm(WordsForm):
    """The states that are reminded: none ticked by itself."""

    states = StatesField(label=gettext_lazy("States to remind"), error_messages={"required": gettext_lazy("Choose the states that are reminded.")})
    groups = ((gettext_lazy("The reminder"), ("states", "words")),)

    def __init__(self, *args: Any, names: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = self.fields["states"]
        assert isinstance(states, StatesField)
        states.offer(names)


class ExtensionForm(StaffForm):
    """A later deadline on the clock of the note, and why."""

    deadline_day = day_field(gettext_lazy("The silence then expires on"), error_messages={"required": gettext_lazy("Enter the new day.")})
    deadline_hour = hour_field(
        gettext_lazy("at"), error_messages={"required": gettext_lazy("Enter the new hour. A day alone means another hour in every capital.")}
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=_area(3),
        help_text=gettext_lazy("The states are told in these words."),
        error_messages={"required": gettext_lazy("Give the reason for the extension: the states are told in these words.")},
    )
    as_printed = forms.CharField(label=gettext_lazy("Deadline as a note prints it (optional)"), max_length=200, required=False)
    deadline_shown = forms.CharField(widget=forms.HiddenInput)
    groups = ((gettext_lazy("The new deadline"), ("deadline_day", "deadline_hour", "reason", "as_printed")),)

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        assert round_.deadline is not None  # asked of rounds that have begun
        kwargs["initial"] = {"deadline_shown": round_.deadline.isoformat(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.round = round_
        said = clocks.said(round_.deadline, round_.deadline_zone)
        self.fields["deadline_hour"].help_text = _("On the clock of the note: %(city)s. The last second that is in time, such as 18:00.") % {"city": said.city}

    def clean(self) -> dict[str, Any]:
        day, hour = self.cleaned_data.get("deadline_day"), self.cleaned_data.get("deadline_hour")
        self.cleaned_data["deadline"] = None
        assert self.round.deadline is not None
        if day and hour is not None:
            try:
                self.cleaned_data["deadline"] = deadline = instant_of(day, hour, self.round.deadline_zone)
            except Invalid as refusal:
                self.add_error("deadline_hour", str(refusal))
                return self.cleaned_data
            if deadline <= self.round.deadline:
                sentence = clocks.said(self.round.deadline, self.round.deadline_zone).sentence
                self.add_error("deadline_day", _("The deadline can only be moved later than %(moment)s.") % {"moment": sentence})
        return self.cleaned_data

    def clean_deadline_shown(self) -> dt.datetime | None:
        try:
            shown = dt.datetime.fromisoformat(self.cleaned_data["deadline_shown"])
        except ValueError:
            return None
        return shown if shown.tzinfo else None


class ClosingForm(StaffForm):
    """Why a round ends without adoption."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[(reason.value, reason.label) for reason in ClosingReason if reason != ClosingReason.REPLACED],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the reason.")},
    )
    words = forms.CharField(
        label=gettext_lazy("In words"),
        max_length=1000,
        widget=_area(3),
        error_messages={"required": gettext_lazy("Say in words why the round is closed.")},
    )
    tell_states = forms.BooleanField(label=gettext_lazy("Tell the states that were asked, in these words"), required=False, initial=True)
    groups = ((gettext_lazy("The closing"), ("reason", "words", "tell_states")),)

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if round_.state != RoundState.OPEN:  # nobody was asked, so nobody is told
            del self.fields["tell_states"]


class AnnulmentForm(StaffForm):
    """The proof that an objection had come in time, and why it was not before the certifying officer."""

    letter = forms.ChoiceField(
        label=gettext_lazy("The timely objection"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the letter that objects and was received in time.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=_area(3),
        help_text=gettext_lazy("Why the objection was not before the certifying officer. The states are told in these words when a second officer confirms."),
        error_messages={"required": gettext_lazy("Give the reason: why the objection was not before the certifying officer.")},
    )
    groups = ((gettext_lazy("The proposal"), ("letter", "reason")),)

    def __init__(self, *args: Any, letters: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        letter = self.fields["letter"]
        assert isinstance(letter, forms.ChoiceField)
        letter.choices = letters
        if len(letters) == 1:
            self.initial.setdefault("letter", letters[0][0])


class QuotedForm(StaffForm):
    """The number that a letter quotes."""

    number = forms.CharField(
        label=gettext_lazy("Number that the letter quotes"),
        max_length=100,
        help_text=gettext_lazy("As it stands in the letter: 15-1/213emb, 15-1/213 or №213."),
        error_messages={"required": gettext_lazy("Type the number that the letter quotes.")},
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "class": "vTextField"}),
    )
    groups = ((gettext_lazy("The letter"), ("number",)),)
