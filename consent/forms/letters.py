"""A letter that came in, its correction, and the decision on its meaning."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from directory import files
from directory import selectors as directory
from directory.models import Party, StoredFile, User
from seminar_portal.errors import Invalid

from ..enums import Channel, LetterKind
from ..models import Communication, Round
from ..selectors import names_of, seat_zone
from ..services import LetterData
from .base import StaffForm, day_field, hour_field, zone_field, zones_to_choose

_SALT = "consent.scan"


class LetterForm(StaffForm):
    """A letter that came in. The moment of its arrival is empty, never now."""

    states: "forms.ModelMultipleChoiceField[Party]" = forms.ModelMultipleChoiceField(
        label=pgettext_lazy("states of a letter", "From"),
        queryset=Party.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick the state or states that the letter is from.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it says"),
        help_text=gettext_lazy("“No objection, provided that …” is unclear: it needs a decision, not a guess."),
        error_messages={"required": gettext_lazy("Choose what the letter says.")},
    )
    summary = forms.CharField(
        label=gettext_lazy("In its own words, shortly (optional)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    received_day = day_field(gettext_lazy("Received on"), error_messages={"required": gettext_lazy("Enter the day on which the letter was received.")})
    received_hour = hour_field(
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
    scan = forms.FileField(label=gettext_lazy("Scan (optional)"), required=False, help_text=gettext_lazy("PDF, PNG, JPEG, TIFF or DOCX, 15 MB at most."))
    kept_scan = forms.CharField(widget=forms.HiddenInput, required=False)
    groups: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (gettext_lazy("The letter"), ("kind", "summary")),
        (gettext_lazy("Its arrival"), ("received_day", "received_hour", "received_zone", "channel", "unsigned", "sender_in_doubt")),
        (gettext_lazy("For the file"), ("their_number", "their_day", "scan")),
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round_
        states, kind, channel, zone = (self.fields[name] for name in ("states", "kind", "channel", "received_zone"))
        assert isinstance(states, forms.ModelMultipleChoiceField)
        assert isinstance(kind, forms.ChoiceField) and isinstance(channel, forms.ChoiceField) and isinstance(zone, forms.ChoiceField)
        self.names = names_of(round_) or {party.pk: str(party) for party in directory.members_on(self.now.date())}
        # a letter is recorded whoever sent it; one from nobody entitled counts for nothing
        states.queryset = Party.objects.filter(Q(pk__in=self.names) | Q(kind="state"))
        kind.choices = [("", _("choose")), *LetterKind.choices]
        channel.choices = [("", _("choose")), *Channel.choices]
        own_zone = round_.deadline_zone or seat_zone()
        zone.choices = zones_to_choose(self.now, own_zone)
        self.initial.setdefault("received_zone", own_zone)

    def state_groups(self) -> list[tuple[Any, list[tuple[int, str, bool]]]]:
        """The states to tick, as (key, name, ticked): those who were asked, then the others."""
        value = self["states"].value() or []
        ticked = {str(getattr(entry, "pk", entry)) for entry in value}
        states = self.fields["states"]
        assert isinstance(states, forms.ModelMultipleChoiceField)
        every = [(party.pk, self.names.get(party.pk, str(party)), str(party.pk) in ticked) for party in states.queryset or []]
        return [
            (_("Entitled states"), [entry for entry in every if entry[0] in self.names]),
            (_("Others: kept in the record, never counted"), [entry for entry in every if entry[0] not in self.names]),
        ]

    def clean(self) -> dict[str, Any]:
        self.read_instant("received", "received_at")
        received_at = self.cleaned_data["received_at"]
        if received_at and received_at > self.now:
            self.add_error("received_hour", _("A letter cannot be received in the future. Look at the hour and at the city of its clock."))
        return self.cleaned_data

    def kept(self) -> StoredFile | None:
        """The scan that an earlier sending of this form has stored already, so that an error elsewhere does not lose it."""
        token = self.data.get(self.add_prefix("kept_scan"), "") if self.is_bound else self.initial.get("kept_scan", "")
        try:
            key = signing.loads(token, salt=_SALT)
        except signing.BadSignature:
            return None
        return StoredFile.objects.filter(pk=key).first()

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
            summary=data["summary"],
            scan=scan,
        )


def keep_token(stored: StoredFile) -> str:
    return signing.dumps(stored.pk, salt=_SALT)


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
        words = dict(LetterKind.choices) | {LetterKind.EXTENSION_REQUEST.value: _("asks for an extension, which is refused; the state has been told by letter")}
        asked_for_extension = letter.kind == LetterKind.EXTENSION_REQUEST
        meaning.choices = [
            (value, word) for value, word in words.items() if value != LetterKind.UNCLEAR and (value != LetterKind.EXTENSION_REQUEST or asked_for_extension)
        ]
