"""What a focal point sends through the portal on behalf of a state. The moment of sending is the moment of arrival."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from directory.models import Mission, Party, StoredFile, User
from seminar_portal.errors import Invalid, WrongState

from .. import chain, positions, rules
from ..enums import Channel, LetterKind, Purpose, RoundState
from ..models import Communication, EntitledState, Round
from .data import LetterData, Recorded
from .letters import enter, is_late
from .notices import tell
from .records import letters_of, locked


@transaction.atomic(durable=True)
def send_from_mission(
    *,
    round_id: int,
    mission_id: int,
    kind: LetterKind,
    words: str,
    form_token: str,
    by: User,
    now: dt.datetime,
    scan: StoredFile | None = None,
    language: str = "",
    confirmed: bool = False,
) -> Recorded:
    """Records what a focal point sends for the state of the mission, with a numbered receipt on the page and by mail. The same form
    with the same content again gives what is there; with other content (Back, and then the objection after all) it is another letter.

    What comes after the deadline is kept as late and changes nothing (V24). Refuses a kind that is not offered (``rules.SENDABLE``), a comment, a question, an
    amendment or a request without words or file, an objection or an amendment that is not ``confirmed`` once more, and the withdrawal of an objection that
    is not there. PermissionDenied for who does not serve the mission, or where its state was not asked.
    """
    mission = Mission.objects.select_related("party").get(pk=mission_id)
    rules.require_serves(by, mission, now)
    round_ = locked(round_id)
    if round_.state == RoundState.DRAFT or not EntitledState.objects.filter(round=round_, party=mission.party_id).exists():
        raise PermissionDenied
    sent = _sent_once(form_token, kind, words, scan)
    known = Communication.objects.filter(round=round_, mission=mission, form_token=sent).exclude(form_token="").first()
    if known is not None:
        return Recorded(known, is_late(round_, known))
    if kind not in rules.SENDABLE:
        raise Invalid(_("Choose what your state wishes to say."))
    if kind in rules.NEED_WORDS and not words.strip() and scan is None:
        raise Invalid(_("Write it in words, or add a file."))
    if kind in rules.ASK_ONCE_MORE and not confirmed:
        raise Invalid(_("Confirm once more that this is to be sent: it may break the silence."))
    objections = _objections_of(round_, mission.party_id) if kind == LetterKind.WITHDRAWAL else []
    if kind == LetterKind.WITHDRAWAL and not objections:
        raise WrongState(_("No objection of your state is on file, so there is nothing to withdraw."))
    letter = LetterData(
        states=(mission.party_id,),
        kind=kind,
        channel=Channel.PORTAL,
        received_at=now,
        language=language,
        summary=words,
        scan=scan,
        withdraws=objections[0] if len(objections) == 1 else None,  # of several it withdraws all
    )
    receipt = _next_receipt(round_, mission.party)
    communication = enter(round_, letter, by=by, now=now, mission=mission, receipt=receipt, form_token=sent)
    tell(round_, Purpose.RECEIPT, by=by, now=now, letter=communication, states=[mission.party_id])
    return Recorded(communication, is_late(round_, communication))


def _sent_once(form_token: str, kind: LetterKind, words: str, scan: StoredFile | None) -> str:
    """The key against a double click: the form together with what it says. "" where the form has no token."""
    return chain.digest([form_token, str(kind), words.strip(), scan.sha256 if scan else ""])[:43] if form_token else ""


def _next_receipt(round_: Round, state: Party) -> str:
    """Each state counts its own, so that the number says nothing of others. The round is locked, so that no number is given twice."""
    given = Communication.objects.filter(round=round_, mission__party=state).exclude(receipt="").count()
    return f"{round_.reference}-{round_.number}/{state.code}-{given + 1}"


def _objections_of(round_: Round, party_id: int) -> list[int]:
    """The objections of the state that stand, and those that came too late to count, by key, in the order of their receipt."""
    letters, asked = letters_of(round_), round_.asked()
    open_ = positions.standing_objections(letters, asked) | {letter.key for letter in positions.withdrawable(letters, asked)}
    return [letter.key for letter in letters if letter.key in open_ and party_id in letter.states]
