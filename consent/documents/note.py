"""The circular note about the outcome: who writes, compliments, the facts, closing, place and date, addressees. Its own number is a blank to be filled."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from directory import clocks
from directory.selectors import city_of
from directory.words import sentences, separated

from .. import positions, words
from ..enums import OthersLearn, RoundState
from ..models import Round
from ..selectors import Board, seat_zone
from .addressees import addressees
from .paper import Paper, Part, deadline_of, letterhead, note_of, record_head, seat_clock, secretariat


class OutcomeKind(models.TextChoices):
    """What a note about the outcome tells. Values stand in addresses."""

    ADOPTED = "adopted", gettext_lazy("outcome: adopted")
    CLOSED = "closed", gettext_lazy("outcome: closed without adoption")
    BROKEN = "broken", gettext_lazy("silence broken")
    ANNULLED = "annulled", gettext_lazy("certification annulled")


@dataclasses.dataclass(frozen=True)
class _Told:
    """What the note says between its opening and its closing, and the day on which that came to be."""

    at: dt.datetime
    parts: list[Part]


def outcomes_of(board: Board) -> list[OutcomeKind]:
    """The notes that can be written about the round as it is: the one that is due first. What the rules keep from the other states is not among them."""
    round_, found = board.round, []
    if board.certificate is not None:
        found.append(OutcomeKind.ADOPTED)
    if round_.state == RoundState.CLOSED and round_.started_at is not None:
        found.append(OutcomeKind.CLOSED)
    if board.former:
        found.append(OutcomeKind.ANNULLED)
    broken = round_.state == RoundState.OPEN and board.stand is not None and board.stand.broken
    if broken and round_.others_learn != OthersLearn.NOTHING:
        found.append(OutcomeKind.BROKEN)
    return found


def outcome_note(board: Board, kind: OutcomeKind, now: dt.datetime) -> Paper:
    """The note in the active language, in which ``board`` must have been read too. ``kind`` is one of :func:`outcomes_of`.

    Place and date are those of the day of what it tells, so that an old note printed again names the city of its day. A few queries.
    """
    round_, zone = board.round, seat_zone()
    told = {OutcomeKind.ADOPTED: _adopted, OutcomeKind.CLOSED: _closed, OutcomeKind.BROKEN: _broken, OutcomeKind.ANNULLED: _annulled}[kind](board, now)
    day = told.at.astimezone(ZoneInfo(zone)).date()
    to = addressees(round_, day).phrase
    opening = _("%(sender)s presents its compliments to %(addressees)s and, referring to %(note)s, has the honour to inform of the following.")
    closing = _("%(sender)s avails itself of this opportunity to renew to %(addressees)s the assurances of its highest consideration.")
    return Paper(
        stem=f"outcome-{round_.procedure_id}-{round_.number}-{kind.value}",
        title=str(kind.label),
        letterhead=letterhead(),
        reference=_("№ %(blank)s") % {"blank": "_" * 18},
        parts=[
            Part(capfirst(opening % {"sender": secretariat(), "addressees": to, "note": note_of(round_)})),
            Part(round_.procedure.subject, "matter"),
            *told.parts,
            Part(capfirst(closing % {"sender": secretariat(), "addressees": to})),
            Part(
                pgettext("place and date of a note", "%(place)s, %(date)s") % {"place": city_of(zone, day), "date": clocks.day_words(day, weekday=False)},
                "foot",
            ),
            Part(to.upper(), "addressees"),
        ],
    )


def _adopted(board: Board, now: dt.datetime) -> _Told:
    certificate, round_ = board.certificate, board.round
    assert certificate is not None  # outcomes_of offers it for no other round
    counts = certificate.counts
    parts = [
        Part(_expired(round_)),
        Part(sentences([words.held(counts.objections, round_.objections_to_break), _("The question is adopted with effect from the end of the period.")])),
        *_numbers(counts),
        Part(_("This was certified on %(moment)s.") % {"moment": seat_clock(certificate.at)}),
        Part(record_head(certificate.event.number, certificate.head), "small"),
    ]
    return _Told(certificate.at, parts)


def _numbers(counts: positions.Counts) -> list[Part]:
    """Written consent apart from what is only counted as consent; no state is named: the note goes to all."""
    parts = [
        ngettext("consent in writing: %(counter)s state", "consent in writing: %(counter)s states", counts.written) % {"counter": counts.written},
        ngettext("counted as consent: %(counter)s state", "counted as consent: %(counter)s states", counts.silent) % {"counter": counts.silent},
    ]
    if counts.proposer:
        parts.append(_("proposing state: %(counter)s") % {"counter": counts.proposer})
    return [Part(f"– {text}", "item") for text in parts]


def _closed(board: Board, now: dt.datetime) -> _Told:
    round_ = board.round
    reason = _("The silence procedure is closed without adoption: %(reason)s.") % {"reason": round_.get_closing_reason_display()}
    return _Told(round_.closed_at or now, [Part(reason), *([Part(round_.closing_words)] if round_.closing_words else [])])


def _broken(board: Board, now: dt.datetime) -> _Told:
    round_ = board.round
    names = [cell.name for cell in board.cells if board.stand and cell.party in positions.objecting(board.stand)]
    if round_.others_learn == OthersLearn.NAMED:
        fact = _("The silence has been broken by an objection received in time, of: %(states)s.") % {"states": separated(names)}
    else:
        fact = _("The silence has been broken by an objection received in time.")
    announced = [row.notice.at for row in board.told if row.notice.purpose == OutcomeKind.BROKEN]
    next_step = _("The question is not adopted. The Secretariat will inform member states of the next step.")
    return _Told(announced[-1] if announced else now, [Part(_expires(board)), Part(sentences([fact, next_step]))])


def _annulled(board: Board, now: dt.datetime) -> _Told:
    annulment, certificate = board.former[-1].annulment, board.former[-1]
    assert annulment is not None and annulment.confirmed_at is not None  # what makes a certificate a former one
    parts = [
        Part(
            _("The certification of %(certified)s that there was no objection was annulled on %(annulled)s.")
            % {"certified": seat_clock(certificate.at), "annulled": seat_clock(annulment.confirmed_at)}
        ),
        Part(_("An objection had been received in time. The question is not adopted, and the seminar is no longer confirmed.")),
        Part(annulment.reason),
        Part(record_head(certificate.event.number, certificate.head), "small"),
    ]
    return _Told(annulment.confirmed_at, parts)


def _expired(round_: Round) -> str:
    return _("The silence procedure initiated by that note expired on %(deadline)s.") % {"deadline": deadline_of(round_)}


def _expires(board: Board) -> str:
    if board.stand and board.stand.over:
        return _expired(board.round)
    return _("The silence procedure initiated by that note was to expire on %(deadline)s.") % {"deadline": deadline_of(board.round)}
