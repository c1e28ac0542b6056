"""A letter that came in, its correction, and the decision on its meaning."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from directory import clocks, files
from directory import selectors as directory
from directory.models import Party, StoredFile, User
from directory.words import separated
from seminar_portal.errors import Invalid

from .. import positions
from ..enums import Channel, LetterKind
from ..models import Communication, Round
from ..selectors import names_of, seat_zone
from ..services import LetterData
from .base import StaffForm, day_field, stamped_hour_field, zone_field, zones_to_choose
from .kept import keep_token, kept_file
from .states import StatesBound, StatesField


class ObjectionSelect(forms.Select):
    """Each objection with the keys of its states, so that a script can hide those of states that are not ticked."""

    states: Mapping[str, list[int]] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.states:
            option["attrs"]["data-states"] = " ".join(map(str, self.states[str(value)]))
        return option


def objection_words(letter: Communication, names: Mapping[int, str], zone: str) -> str:
    """An objection in a list to choose from: "Iran · Wed 20 Oct 2027, 10:00 · 77/12". Reads ``states`` (prefetch them)."""
    states = separated(names.get(party.pk, str(party)) for party in letter.states.all())
    return " · ".join(filter(None, (states, clocks.short_moment(letter.received_at, zone), letter.their_number)))


class LetterForm(StaffForm):
    """A letter that came in. The moment of its arrival is empty, never now."""

    states = StatesField(
        label=pgettext_lazy("states of a letter", "From"),
        error_messages={"required": gettext_lazy("Tick the state or states that the letter is from.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it says"),
        help_text=gettext_lazy("“No objection, provided that …” is unclear: it needs a decision, not a guess."),
        error_messages={"required": gettext_lazy("Choose what the letter says.")},
    )
    withdraws = forms.ChoiceField(
        label=gettext_lazy("Which objection it withdraws"),
        required=False,
        widget=ObjectionSelect,
        help_text=gettext_lazy("Only where it withdraws one. Without a choice a withdrawal lifts every earlier objection of the state."),
    )
    summary = forms.CharField(
        label=gettext_lazy("In its own words, shortly (optional)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    received_day = day_field(gettext_lazy("Received on"), error_messages={"required": gettext_lazy("Enter the day on which the letter was received.")})
    received_hour = stamped_hour_field(
        gettext_lazy("at"),
        help_text=gettext_lazy("Such as 17:40: the hour at which it reached the Secretariat. This decides, not the moment of typing."),
        error_messages={"required": gettext_lazy("Enter the hour at which the letter was received.")},
    )
    received_zone = zone_field(gettext_lazy("on the clock of"))
    channel = forms.ChoiceField(label=gettext_lazy("How it came"), error_messages={"required": gettext_lazy("Choose how the letter came.")})
    unsigned = forms.BooleanField(label=gettext_lazy("It is neither signed nor initialled, and bears no seal"), required=False)
    sender_in_doubt = forms.BooleanField(label=gettext_lazy("The sender may not be entitled to speak for the state"), required=False)
    their_number = forms.CharField(label=gettext_lazy("Their number (optional)"), max_length=100, required=False)
    their_day = day_field(gettext_lazy("Their date (optional)"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of the letter (optional)"), required=False)
    scan = forms.FileField(label=gettext_lazy("Scan (optional)"), required=False, help_text=gettext_lazy("PDF, PNG, JPEG, TIFF or DOCX, 15 MB at most."))
    kept_scan = forms.CharField(widget=forms.HiddenInput, required=False)
    another = forms.BooleanField(label=gettext_lazy("It is another letter: record it beside these"), required=False)
    groups: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (gettext_lazy("The letter"), ("kind", "withdraws", "received_day", "received_hour", "received_zone", "channel")),
        (gettext_lazy("For the file"), ("their_number", "their_day", "scan", "summary", "language")),
        (gettext_lazy("Its form"), ("unsigned", "sender_in_doubt")),
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round_
        states, kind, channel, zone, language = (self.fields[name] for name in ("states", "kind", "channel", "received_zone", "language"))
        assert isinstance(states, StatesField) and isinstance(language, forms.ChoiceField)
        assert isinstance(kind, forms.ChoiceField) and isinstance(channel, forms.ChoiceField) and isinstance(zone, forms.ChoiceField)
        self.names = names_of(round_) or {party.pk: str(party) for party in directory.members_on(self.now.date())}
        # a letter is recorded whoever sent it; one from nobody entitled counts for nothing
        states.offer(self.names, others=Party.objects.filter(Q(pk__in=self.names) | Q(kind="state")))
        kind.choices = [("", _("choose")), *LetterKind.choices]
        channel.choices = [("", _("choose")), *Channel.choices]
        language.choices = [("", _("not noted")), *settings.LANGUAGES, ("other", pgettext("language of a letter", "another one"))]
        own_zone = round_.deadline_zone or seat_zone()
        zone.choices = zones_to_choose(self.now, own_zone)
        self.initial.setdefault("received_zone", own_zone)
        self._offer_objections()

    def _offer_objections(self) -> None:
        letters = Communication.objects.filter(round=self.round, struck_at__isnull=True).prefetch_related("states", "decisions").order_by("received_at", "pk")
        self.objections = [letter for letter in letters if letter.meaning in positions.OBJECTING]
        if not self.objections:
            del self.fields["withdraws"]
            return
        withdraws = self.fields["withdraws"]
        assert isinstance(withdraws, forms.ChoiceField) and isinstance(withdraws.widget, ObjectionSelect)
        zone = self.round.deadline_zone or seat_zone()
        withdraws.choices = [("", _("all that came before it")), *((letter.pk, objection_words(letter, self.names, zone)) for letter in self.objections)]
        withdraws.widget.states = {str(letter.pk): [party.pk for party in letter.states.all()] for letter in self.objections}

    def state_groups(self) -> list[tuple[Any, list[tuple[int, str, bool, str]]]]:
        """The states to tick, as (key, name, ticked, what finds it): those who were asked, then the others."""
        states = self["states"]
        assert isinstance(states, StatesBound)
        every = states.entries
        return [
            (_("Entitled states"), [entry for entry in every if entry[0] in self.names]),
            (_("Others: kept in the record, never counted"), [entry for entry in every if entry[0] not in self.names]),
        ]

    def clean(self) -> dict[str, Any]:
        self.read_instant("received", "received_at")
        received_at = self.cleaned_data["received_at"]
        if received_at and received_at > self.now:
            self.add_error("received_hour", _("A letter cannot be received in the future. Look at the hour and at the city of its clock."))
        named = self.cleaned_data.get("withdraws")
        if named and self.cleaned_data.get("kind") not in {LetterKind.WITHDRAWAL, None}:
            self.add_error("withdraws", _("Only a withdrawal can name the objection that it withdraws."))
        elif named and "states" in self.cleaned_data:
            of = {party.pk for letter in self.objections if str(letter.pk) == named for party in letter.states.all()}
            if not of & {party.pk for party in self.cleaned_data["states"]}:
                self.add_error("withdraws", _("This objection is of another state than those that are ticked."))
        return self.cleaned_data

    def kept(self) -> StoredFile | None:
        """The scan that an earlier sending of this form has stored already."""
        return kept_file(self.data.get(self.add_prefix("kept_scan"), "") if self.is_bound else self.initial.get("kept_scan", ""))

    def store_scan(self, by: User) -> StoredFile | None:
        """The uploaded scan, stored now, before any transaction; else the kept one. A file that cannot be kept becomes an error of its field."""
        upload = self.cleaned_data.get("scan")
        if not upload:
            return self.kept()
        try:
            stored = files.store_upload(upload=upload, owner=f"consent:{self.round.pk}", by=by, now=self.now)
        except Invalid as refusal:
            self.add_error("scan", str(refusal))
            return None
        self.retype("kept_scan", keep_token(stored))
        return stored

    def as_typed(self) -> dict[str, Any]:
        """What was typed, beside the letter of the record that looks like it."""
        data = self.cleaned_data
        return {
            "states": separated(self.names.get(party.pk, str(party)) for party in data["states"]),
            "kind": LetterKind(data["kind"]).label,
            "channel": Channel(data["channel"]).label,
            "received_at": data["received_at"],
            "their_number": data["their_number"],
            "their_date": data["their_day"],
            "summary": data["summary"],
        }

    def letter(self, scan: StoredFile | None) -> LetterData:
        data = self.cleaned_data
        return LetterData(
            states=tuple(party.pk for party in data["states"]),
            kind=LetterKind(data["kind"]),
            channel=Channel(data["channel"]),
            received_at=data["received_at"],
            their_number=data["their_number"],
            their_date=data["their_day"],
            signed=not data["unsigned"],
            sender_in_doubt=data["sender_in_doubt"],
            language=data["language"],
            summary=data["summary"],
            scan=scan,
            withdraws=int(data["withdraws"]) if data.get("withdraws") else None,
        )


def initial_of(letter: Communication, zone: str) -> dict[str, Any]:
    """What a correcting form starts from: the mistaken entry."""
    local = letter.received_at.astimezone(ZoneInfo(zone))
    return {
        "states": [party.pk for party in letter.states.all()],
        "kind": letter.kind,
        "summary": letter.summary,
        "received_day": local.date(),
        "received_hour": local.time().replace(microsecond=0),
        "received_zone": zone,
        "channel": letter.channel,
        "unsigned": not letter.signed,
        "sender_in_doubt": letter.sender_in_doubt,
        "their_number": letter.their_number,
        "their_day": letter.their_date,
        "language": letter.language,
        "withdraws": letter.withdraws_id,
        "kept_scan": keep_token(letter.scan) if letter.scan else "",
    }


class CorrectionForm(LetterForm):
    """A mistaken entry is struck; beside it the letter is entered as it should be, or nothing if there was none."""

    reason = forms.CharField(
        label=gettext_lazy("What was mistaken"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        error_messages={"required": gettext_lazy("Say what was mistaken.")},
    )
    only_strike = forms.BooleanField(label=gettext_lazy("Strike the entry and enter nothing in its place"), required=False)
    first_groups = ((gettext_lazy("The mistake"), ("reason", "only_strike")),)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("only_strike"):
            for name in set(self.errors) - {"reason", "only_strike"}:
                del self.errors[name]
            return self.cleaned_data
        return super().clean()


class DecisionForm(StaffForm):
    """An officer's ruling on a letter."""

    meaning = forms.ChoiceField(
        label=gettext_lazy("The letter counts as one that"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Decide what the letter means.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        error_messages={"required": gettext_lazy("Give the reason for the decision.")},
    )
    groups = ((gettext_lazy("The decision"), ("meaning", "reason")),)

    def __init__(self, *args: Any, letter: Communication, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meaning = self.fields["meaning"]
        assert isinstance(meaning, forms.ChoiceField)
        # a request for an extension is answered by an extension or a letter of refusal, never by a ruling that repeats it
        left_out = {LetterKind.UNCLEAR, *({LetterKind.EXTENSION_REQUEST} if letter.meaning == LetterKind.EXTENSION_REQUEST else set())}
        meaning.choices = [(value, word) for value, word in LetterKind.choices if value not in left_out]
