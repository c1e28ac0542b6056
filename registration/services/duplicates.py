"""What the desk answers where two registrations may be one person's: the same person, or different people. And the way back from either.

Both registrations are locked in the order of their keys, then the question; every check comes after that. Doors may call each of these twice.
"""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from directory.models import User
from directory.words import as_sentences
from seminar_portal.errors import Invalid, WrongState

from .. import content, mailboxes, rules
from ..content import Given
from ..emails import desk as desk_emails
from ..emails import duplicates as emails
from ..enums import PAPER_SOURCES, Decision, State
from ..lifecycle import IN_QUESTION
from ..models import PossibleDuplicate, Registration, RegistrationEvent
from . import pairs, records
from .submission import write

NATION = ("party", "other_organisation")  # one question on the form, so they are taken over together


@transaction.atomic(durable=True)
def join(*, pair_id: int, keep_id: int, versions: Mapping[int, int], take: Collection[str] = (), by: User, now: dt.datetime) -> Registration:
    """Same person: keeps the one, withdraws the other with a pointer to it. Returns the kept one.

    ``versions`` are those that were shown, by key. ``take`` names the fields that the kept one takes over from the other; its delegate is told of that as of
    any correction by the desk. The address of the withdrawn one is told which reference counts now; its personal link and its events stay.
    Who may: the desk (rules.may_review). Raises WrongState where the question is answered already, where either is declined or withdrawn, or where a form
    that came in time would give way to one that came too late; Stale; Invalid where the kept one would no longer be whole.
    """
    pair, rows = _locked(pair_id, versions, by)
    if keep_id not in rows:
        raise Invalid(_("Choose which of the two registrations is kept."))
    kept, gone = rows[keep_id], rows[pair.other(keep_id)]
    _require_in_question(kept, gone)
    if kept.state == State.LATE and gone.state != State.LATE:
        raise WrongState(
            _("%(late)s came after the deadline and is not counted. Keep %(other)s, which came in time.") % {"late": kept.reference, "other": gone.reference}
        )
    _answer(pair, Decision.SAME, by=by, now=now)
    _take_over(kept, gone, take, by=by, now=now)
    event = records.move(gone, "join", by=by, now=now, reason=kept.reference)
    gone.same_as, gone.state_reason = kept, ""
    gone.save(update_fields=["same_as", "state_reason"])
    emails.joined(gone, kept, event, now=now)
    return kept


@transaction.atomic(durable=True)
def tell_apart(*, pair_id: int, versions: Mapping[int, int], by: User, now: dt.datetime) -> PossibleDuplicate:
    """Different people: the question is not asked again until one of the two names changes. Nobody is told; both have it among their events.

    Who may: the desk. Raises WrongState where the question is answered already, and Stale.
    """
    pair, rows = _locked(pair_id, versions, by)
    _answer(pair, Decision.DIFFERENT, by=by, now=now)
    _log_both(rows, "different", by=by, now=now)
    return pair


@transaction.atomic(durable=True)
def ask_again(*, pair_id: int, versions: Mapping[int, int], by: User, now: dt.datetime) -> PossibleDuplicate:
    """Takes "different people" back: the question waits again. "Same person" is taken back by returning the withdrawn one to review.

    Who may: the desk. Raises WrongState where the answer is another one, and Stale.
    """
    pair, rows = _locked(pair_id, versions, by, answered=True)
    if pair.decision != Decision.DIFFERENT:
        raise WrongState(_("This question is not answered with “different people”, so nothing was taken back."))
    pairs.reopen(pair)
    _log_both(rows, "different taken back", by=by, now=now)
    return pair


def part(gone: Registration, *, by: User, now: dt.datetime, reason: str) -> RegistrationEvent:
    """The way back of a joined registration, which the caller has locked: it stands by itself again and the question waits again; the delegate is told.

    It is under review again, but *late* if it was late when it was joined: only an admission makes it more.
    """
    kept = gone.same_as
    assert kept is not None
    joined = gone.events.filter(kind="join").order_by("pk").last()
    gone.same_as = None
    gone.save(update_fields=["same_as"])
    verb = "return late" if joined is not None and joined.from_state == State.LATE else "return"
    event = records.move(gone, verb, by=by, now=now, reason=reason)
    first, second = sorted((gone.pk, kept.pk))
    for pair in PossibleDuplicate.objects.select_for_update().filter(first=first, second=second, decision=Decision.SAME):
        pairs.reopen(pair)
    emails.parted(gone, kept, event, now=now)
    return event


def _locked(pair_id: int, versions: Mapping[int, int], by: User, *, answered: bool = False) -> tuple[PossibleDuplicate, dict[int, Registration]]:
    """The question and its registrations by key, locked. What somebody answered meanwhile is said before what changed meanwhile."""
    if not rules.may_review(by):
        raise PermissionDenied
    shown = PossibleDuplicate.objects.get(pk=pair_id)
    # the locks, in the order of keys: two officers who answer at once, in whatever direction, wait for each other and never both
    rows = {pk: records.locked(pk) for pk in (shown.first_id, shown.second_id)}
    # a correction may have taken the question back while this waited
    pair = PossibleDuplicate.objects.select_for_update(of=("self",)).select_related("decided_by").filter(pk=pair_id).first()
    if pair is None:
        raise WrongState(_("One of the two has been corrected meanwhile: they no longer look like one person, so nothing was done."))
    if pair.decision and not answered:
        raise WrongState(already(pair, rows[pair.first_id], rows[pair.second_id]))
    for pk, registration in rows.items():
        records.require_version(registration, versions.get(pk, 0))
    return pair, rows


def already(pair: PossibleDuplicate, first: Registration, second: Registration) -> str:
    """Who answered the question, and what."""
    words = {"who": str(pair.decided_by), "first": first.reference, "second": second.reference}
    if pair.decision == Decision.DIFFERENT:
        return _("%(who)s has answered this already: %(first)s and %(second)s are different people. Nothing was done now.") % words
    return _("%(who)s has answered this already: %(first)s and %(second)s are one person, and have been joined. Nothing was done now.") % words


def _answer(pair: PossibleDuplicate, decision: Decision, *, by: User, now: dt.datetime) -> None:
    keys = dict(Registration.objects.filter(pk__in=(pair.first_id, pair.second_id)).values_list("pk", "name_key"))
    pair.decision, pair.decided_by, pair.decided_at = decision, by, now
    pair.names_digest = pairs.digest(keys[pair.first_id], keys[pair.second_id])
    pair.save(update_fields=["decision", "decided_by", "decided_at", "names_digest"])


def _require_in_question(*registrations: Registration) -> None:
    for registration in registrations:
        if registration.state not in IN_QUESTION:
            raise WrongState(
                _("%(reference)s is %(state)s; it cannot be joined with another registration.")
                % {"reference": registration.reference, "state": registration.get_state_display()}
            )


def _take_over(kept: Registration, gone: Registration, take: Collection[str], *, by: User, now: dt.datetime) -> None:
    """Puts the chosen fields of ``gone`` into ``kept``, with the events of both. A new address ends the older links of ``kept``, as with every correction."""
    wanted = set(take) | (set(NATION) if set(take) & set(NATION) else set())
    if not wanted <= set(content.FIELDS):
        raise Invalid(_("Choose among the fields that are shown."))
    before, theirs, address = Given.of(kept), Given.of(gone), kept.email
    taken = [name for name in content.FIELDS if name in wanted and getattr(before, name) != getattr(theirs, name)]
    kept.version += 1
    if taken:
        data = content.cleaned(dataclasses.replace(before, **{name: getattr(theirs, name) for name in taken}))
        problems = content.problems(data, web=kept.source not in PAPER_SOURCES)
        if problems:
            raise Invalid(_("%(reference)s would not be whole: %(problems)s") % {"reference": kept.reference, "problems": as_sentences(problems.values())})
        write(kept, data)
        if address and not mailboxes.same(address, kept.email):
            kept.link_counter += 1
    kept.save()
    records.log(kept, "kept", by=by, now=now, from_state=kept.state, reason=gone.reference)
    if taken:
        event = records.log(kept, "corrected by the desk", by=by, now=now, from_state=kept.state, fields=taken)
        pairs.look(kept, now=now)
        desk_emails.corrected_by_desk(kept, event, now=now)


def _log_both(rows: Mapping[int, Registration], kind: str, *, by: User, now: dt.datetime) -> None:
    first, second = rows.values()
    records.log(first, kind, by=by, now=now, from_state=first.state, reason=second.reference)
    records.log(second, kind, by=by, now=now, from_state=second.state, reason=first.reference)
