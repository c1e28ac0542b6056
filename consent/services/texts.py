"""What the states are asked to agree to, version by version."""

import datetime as dt

from django.db import transaction
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from directory.models import User
from seminar_portal import clock
from seminar_portal.errors import Closed, Invalid, WrongState

from .. import rules, words
from ..enums import EventKind, Purpose
from ..models import Round, TextFile, TextVersion
from .data import TextData
from .notices import tell
from .records import locked, log, require_move


@transaction.atomic(durable=True)
def set_text(*, round_id: int, text: TextData, by: User, now: dt.datetime) -> TextVersion:
    """Gives a draft round its text: a new version, which is frozen when the round starts. For who may conduct. Refuses an empty text."""
    rules.require_conduct(by)
    round_ = locked(round_id)
    require_move(round_, "set_text")
    version, rows = new_version(round_, text, by=by, now=now)
    log(round_, EventKind.TEXT, by=by, now=now, detail={"version": version.number}, rows=rows)
    return version


@transaction.atomic(durable=True)
def issue_corrigendum(*, round_id: int, text: TextData, not_substantive: bool, by: User, now: dt.datetime) -> TextVersion:
    """Corrects a misprint of the text while the round runs, without a new round, and tells all its states (domain 3.4, case 21).

    Refuses a round without a text, unless the officer declares that the correction is not substantive (else: a new round), without words on what changed, and
    after the period.
    For who may conduct.
    """
    rules.require_conduct(by)
    round_ = locked(round_id)
    require_move(round_, "corrigendum")
    if round_.text_id is None:
        raise WrongState(words.no_text_sentence())
    if round_.deadline is None or not clock.in_time(now, round_.deadline):
        raise Closed(_("The period is over: what the states have agreed to cannot be corrected any more. Start a new round."))
    if not not_substantive:
        raise Invalid(_("A corrigendum is for what changes nothing of substance, and an officer must declare that. Anything else needs a new round."))
    if not text.change_note.strip():
        raise Invalid(_("Say what the corrigendum corrects: the states are told in these words."))
    version, rows = new_version(round_, text, by=by, now=now, corrigendum=True)
    log(round_, EventKind.CORRIGENDUM, by=by, now=now, detail={"version": version.number}, rows=rows)
    tell(round_, Purpose.CORRIGENDUM, by=by, now=now, words=version.change_note, detail={"version": version.number})
    return version


def new_version(round_: Round, text: TextData, *, by: User, now: dt.datetime, corrigendum: bool = False) -> tuple[TextVersion, list[Model]]:
    """The next version of the procedure's text, put on a round that the caller has locked; with the rows that were written."""
    if not text.wording.strip() and not text.files:
        raise Invalid(_("Enter the text that the states are asked to agree to, or add its files."))
    last = TextVersion.objects.filter(procedure=round_.procedure_id).aggregate(last=Max("number"))["last"] or 0
    version = TextVersion.objects.create(
        procedure=round_.procedure,
        number=last + 1,
        wording=text.wording.strip().replace("\r\n", "\n"),
        authentic_language=text.authentic_language,
        change_note=text.change_note.strip(),
        corrigendum=corrigendum,
        at=now,
        by=by,
    )
    files = [
        TextFile.objects.create(
            version=version, file=entry.file, kind=entry.kind, title=entry.title.strip(), language=entry.language, order=order, words=entry.words
        )
        for order, entry in enumerate(text.files, 1)
    ]
    round_.text = version
    round_.save(update_fields=["text"])
    return version, [version, *files]
