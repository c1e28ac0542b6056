"""The undoing of a certification: two officers, and the proof that an objection had come in time."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agenda import services as agenda
from directory.models import User
from seminar_portal.errors import Invalid, WrongState

from .. import positions, rules, words
from ..enums import EventKind, Purpose
from ..models import Annulment, Communication, Round
from .notices import tell
from .records import letters_of, locked, log, require_move


@transaction.atomic(durable=True)
def propose_annulment(*, round_id: int, letter_id: int, reason: str, by: User, now: dt.datetime) -> Annulment:
    """A first officer proposes to annul the certification, on the ground of a letter that objects and came in time. It changes nothing yet.

    Refuses a round that is not adopted, a letter that does not stand as a timely objection, no reason, and a second proposal beside an open one.
    For officers who may certify.
    """
    rules.require_certify(by)
    round_ = locked(round_id)
    require_move(round_, "propose_annulment")
    letter = _timely_objection(round_, letter_id)
    if not reason.strip():
        raise Invalid(_("Give the reason: why the objection was not before the certifying officer."))
    assert round_.certified_at is not None and round_.certified_by is not None  # the schema holds both for every adopted round
    try:
        with transaction.atomic():  # the savepoint keeps the outer transaction usable when another proposal is open
            annulment = Annulment.objects.create(
                round=round_,
                letter=letter,
                reason=reason.strip(),
                proposed_at=now,
                proposed_by=by,
                certified_at=round_.certified_at,
                certified_by=round_.certified_by,
            )
    except IntegrityError as error:
        raise WrongState(_("An annulment is proposed already. Confirm it or drop it first.")) from error
    log(round_, EventKind.ANNULMENT_PROPOSED, by=by, now=now, detail={"letter": letter.pk}, rows=[annulment])
    return annulment


@transaction.atomic(durable=True)
def confirm_annulment(*, annulment_id: int, by: User, now: dt.datetime) -> Round:
    """A second officer annuls the certification: the round is open again, with the objection on file; the seminar is no longer confirmed, so that joining
    pages close; all states of the round are told. Nothing is deleted.

    Refuses the officer who proposed it, a proposal that has its answer, and one whose letter no longer stands as a timely objection. For officers who may
    certify.
    """
    rules.require_certify(by)
    annulment, round_ = _locked(annulment_id)
    to = require_move(round_, "annul")
    if annulment.proposed_by_id == by.pk:
        raise WrongState(_("The certification is annulled by two officers: another one must confirm what you have proposed."))
    letter = _timely_objection(round_, annulment.letter_id)
    annulment.confirmed_at, annulment.confirmed_by = now, by
    annulment.save(update_fields=["confirmed_at", "confirmed_by"])
    confirmed_by_this = round_.procedure.seminar.confirmed_by == words.note_on_record(round_)
    round_.state, round_.certified_at, round_.certified_by, round_.effective_at = to, None, None, None
    round_.channels_examined = []
    round_.save()
    log(round_, EventKind.ANNULLED, by=by, now=now, detail={"letter": letter.pk}, rows=[annulment])
    if confirmed_by_this:  # where the days have moved since, the seminar has lost this confirmation already
        # the host and the readers see the seminar's events: why a state objected is not for them
        reason = _("The certification that gave the consent is annulled.")
        agenda.unconfirm_seminar(seminar_id=round_.procedure.seminar_id, reason=reason, by=by, now=now, tell=True)
    tell(round_, Purpose.ANNULLED, by=by, now=now, letter=letter, words=annulment.reason)
    return round_


@transaction.atomic(durable=True)
def drop_annulment(*, annulment_id: int, by: User, now: dt.datetime) -> Annulment:
    """Drops a proposed annulment; the certification stands as it was. For officers who may certify, the one who proposed it among them."""
    rules.require_certify(by)
    annulment, round_ = _locked(annulment_id)
    annulment.dropped_at, annulment.dropped_by = now, by
    annulment.save(update_fields=["dropped_at", "dropped_by"])
    log(round_, EventKind.ANNULMENT_DROPPED, by=by, now=now, rows=[annulment])
    return annulment


def _locked(annulment_id: int) -> tuple[Annulment, Round]:
    """The proposal and its round, which is locked first; refuses a proposal that has its answer."""
    round_ = locked(Annulment.objects.values_list("round_id", flat=True).get(pk=annulment_id))
    annulment = Annulment.objects.get(pk=annulment_id)
    if annulment.confirmed_at is not None or annulment.dropped_at is not None:
        raise WrongState(_("This proposal has its answer already."))
    return annulment, round_


def _timely_objection(round_: Round, letter_id: int) -> Communication:
    letter = Communication.objects.filter(pk=letter_id, round=round_).prefetch_related("states", "decisions").first()
    if letter is not None:
        letters, asked = letters_of(round_), round_.asked()
        if letter.pk in positions.standing_objections(letters, asked):
            if not positions.is_broken(positions.positions(letters, asked), asked):
                raise WrongState(_("By the rules of this round the objections on file do not break the silence."))
            return letter
    raise Invalid(_("Choose the letter that objects and was received in time. Without such a letter a certification cannot be annulled."))
