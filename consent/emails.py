"""What the portal writes to missions: one text for each purpose, in the reader's language, with the deadline on the note's clock and on the mission's."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import translation

from directory.models import Party
from notifications import outbox
from notifications.models import OutgoingEmail
from notifications.rendering import Rendered, render_mail

from . import chain, links, selectors
from .enums import EventKind, Position, Purpose, RoundState
from .models import Communication, Notice, Round
from .selectors import Recipient
from .words import arrival_words, held

PREFIX = "consent"


@dataclasses.dataclass(frozen=True)
class Told:
    """What a notice says, whoever reads it; the same for the preview and for the mail. ``objecting`` are keys of states, empty unless they are named."""

    round: Round
    purpose: Purpose
    letter: Communication | None = None
    words: str = ""
    objecting: tuple[int, ...] = ()
    detail: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def folder(self) -> str:
        return f"emails/consent/{self.purpose.value}"


def about(round_: Round) -> str:
    return f"{PREFIX}:{round_.pk}"


def rendered(told: Told, reader: Recipient) -> Rendered:
    """The words of the notice to ``reader``. Nothing of another state stands in it but what ``objecting`` names."""
    round_ = told.round
    with translation.override(reader.language):
        names = selectors.names_of(round_)
        context = {
            "round": round_,
            "procedure": round_.procedure,
            "seminar": round_.procedure.seminar,
            # an observer that has written is thanked like the others; it was not asked, and the round has no name for it
            "state": names.get(reader.party) or str(Party.objects.get(pk=reader.party)),
            "beside_zone": reader.zone,
            "letter": told.letter,
            "words": told.words,
            "arrival": arrival_words(round_, told.letter.as_letter()) if told.letter is not None and told.purpose == Purpose.RECEIPT else "",
            "page": links.page_of(round_.pk, reader.mission, reader.language) if reader.served else "",
            "objecting": [names[row.party_id] for row in round_.entitled_states.all() if row.party_id in told.objecting],
            "former": _instant(told.detail.get("former")),
            "counts": told.detail.get("counts", {}),
            "held": held(told.detail.get("counts", {}).get("objections", 0), round_.objections_to_break),
            "head": chain.short(told.detail.get("head", "")),
        }
    return render_mail(told.folder, context, reader.language)


def read_once(told: Told) -> None:
    """Reads the states of the round, and the letter that is spoken of, once and not for each mail."""
    prefetch_related_objects([told.round], "entitled_states__party")
    if told.letter is not None:
        prefetch_related_objects([told.letter], "states", "decisions")


def enqueue(notice: Notice, told: Told, reader: Recipient, *, seat_mailbox: str, now: dt.datetime) -> OutgoingEmail:
    """Writes the mail of a notice to one reader, in the transaction of the act. A reminder and a longer period lose their point at the deadline.

    Replies go to ``seat_mailbox``.
    """
    return outbox.enqueue(
        about=about(told.round),
        kind=f"consent/{told.purpose.value}",
        to_address=reader.address,
        to_name=reader.name,
        reply_to=seat_mailbox,
        rendered=rendered(told, reader),
        language=reader.language,
        # short and unique however long the address is; a key that was cut at its end would take two long addresses for one
        dedupe_key=f"{selectors.mail_key(notice)}:{reader.party}:{chain.digest(reader.address.lower())[:32]}",
        now=now,
        not_after=told.round.deadline if told.purpose in {Purpose.REMINDER, Purpose.EXTENSION, Purpose.CIRCULATION} else None,
    )


def counts_of(stood: dict[str, str]) -> dict[str, int]:
    """The numbers of an outcome from the positions that a certification has kept."""
    written = {Position.AGREED.value, Position.AGREED_WITH_COMMENT.value}
    values = list(stood.values())
    proposer = values.count(Position.PROPOSER.value)
    agreed = sum(value in written for value in values)
    objections = values.count(Position.OBJECTION.value)
    return {"written": agreed, "silent": len(values) - agreed - proposer - objections, "proposer": proposer, "objections": objections}


def outcome_detail(round_: Round) -> dict[str, Any]:
    """What the notice of an adoption says beside its words: the numbers as certified, and the head of the record. One query."""
    certified = round_.events.filter(kind=EventKind.CERTIFIED).order_by("-number").first()
    if round_.state != RoundState.ADOPTED or certified is None:
        return {}
    return {"counts": counts_of(certified.detail["positions"]), "head": certified.hash}


@dataclasses.dataclass(frozen=True)
class Preview:
    """What a notice would say, and to whom, before the act. ``mails`` are written for the first reader in each language, and for those asked for by
    ``shown``; ``readers`` are all of them, each with the name of its state; ``on_paper`` are the states without an address."""

    told: Told
    mails: list[tuple[Recipient, str, Rendered]]
    readers: list[tuple[Recipient, str]]
    states: int
    on_paper: list[str]
    to_all: bool


def preview(told: Told, states: Collection[int] | None, now: dt.datetime, shown: Collection[int] = ()) -> Preview:
    """The mails that ``services.notices.tell`` would write for ``told``, by the same two functions; nothing is stored. ``states`` None is every entitled one.

    ``shown`` are places in ``readers``. The round may be an unsaved copy, with the deadline that it would have.
    """
    entitled = [row.party_id for row in told.round.entitled_states.all()]
    keys = sorted(states) if states is not None else sorted(entitled)
    found = selectors.recipients(told.round, keys, now)
    read_once(told)
    names = selectors.names_of(told.round)
    names |= {party.pk: str(party) for party in Party.objects.filter(pk__in=[key for key in keys if key not in names])}
    place_of = {row.party_id: place for place, row in enumerate(selectors.in_order(told.round))}
    first: dict[str, int] = {}
    for place, reader in enumerate(found.readers):
        first.setdefault(reader.language, place)
    wanted = sorted({*first.values(), *(place for place in shown if 0 <= place < len(found.readers))})
    mails = [(found.readers[place], names[found.readers[place].party], rendered(told, found.readers[place])) for place in wanted]
    return Preview(
        told=told,
        mails=mails,
        readers=[(reader, names[reader.party]) for reader in found.readers],
        states=len(keys),
        on_paper=[names[key] for key in sorted(found.unreached, key=lambda key: place_of.get(key, len(place_of)))],
        to_all=set(keys) == set(entitled),
    )


def _instant(value: Any) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if value else None
