"""The ZIP itself, written to the disk member by member, each hashed as it is written."""

import dataclasses
import datetime as dt
import hashlib
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO, Any

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory.models import Party, StoredFile
from directory.words import separated
from seminar_portal.templatetags.portal import own_name

from .. import chain, documents, exports, ledger, references, words
from ..enums import Enclosure
from ..models import Round, TextVersion
from ..selectors import names_of
from .gathering import Gathered, gathered
from .readme import Listed, readme
from .sheets import sheets

CONTENT_TYPE = "application/zip"
PIECE = 1024 * 1024


@dataclasses.dataclass(frozen=True)
class Member:
    """One file of the ZIP: its bytes, or the stored file that holds them. ``about`` says what it is."""

    name: str
    about: str
    content: bytes = b""
    stored: StoredFile | None = None


def name_of(round_: Round) -> str:
    """ "round-15-1-213emb-1.zip", of letters that every system takes."""
    reference = re.sub(r"[^a-z0-9]+", "-", references.folded(round_.reference)).strip("-")
    return f"round-{reference or round_.procedure_id}-{round_.number}.zip"


def written(round_id: int, now: dt.datetime) -> IO[bytes]:
    """The ZIP in the active language, at its beginning. It has no name on the disk and is gone when it is closed. Raises Round.DoesNotExist.

    Nothing of it is kept in memory but one member at a time that the portal writes itself; stored files are copied piece by piece.
    """
    found = gathered(round_id, now)
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            listed = [_put(archive, member, now) for member in _members(found, now)]
            _put(archive, Member("README.txt", "", readme(found, listed, now).encode()), now)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _put(archive: zipfile.ZipFile, member: Member, now: dt.datetime) -> Listed:
    """Writes one member and tells its hash. A stored file that is gone is told of instead; one that is not as recorded is written as it is, and told of."""
    info = zipfile.ZipInfo(member.name, now.astimezone(dt.UTC).timetuple()[:6])
    info.external_attr = 0o644 << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    if member.stored is None:
        archive.writestr(info, member.content)
        return Listed(member.name, member.about, hashlib.sha256(member.content).hexdigest())
    digest = hashlib.sha256()
    try:
        source = member.stored.file.open("rb")
    except FileNotFoundError:
        return Listed(member.name, member.about, "", member.stored.sha256)
    with source, archive.open(info, "w") as target:
        while piece := source.read(PIECE):
            digest.update(piece)
            target.write(piece)
    found = digest.hexdigest()
    return Listed(member.name, member.about, found, member.stored.sha256 if member.stored.sha256 != found else "")


def _members(found: Gathered, now: dt.datetime) -> Iterator[Member]:
    names = _names(found)
    for version in found.texts:
        yield from _text(version)
    for number, row in enumerate(found.board.told, 1):
        about = _("what the portal told the states on %(day)s: %(what)s") % {
            "day": exports.instant_text(row.notice.at, found.board.zone),
            "what": row.notice.get_purpose_display(),
        }
        yield Member(f"told/{number:03}-{_safe(row.notice.purpose)}.txt", about, _mails(found, row.notice.pk, names).encode())
    yield from _letters(found)
    yield from _papers(found, now)
    content = io.BytesIO()
    exports.write(content, found.board, now=now, more=sheets(found, names))
    yield Member("round.xlsx", _("the board, the letters, dispatches, what was told, the deadlines, the decisions, the record: as tables"), content.getvalue())
    yield Member("record.json", _("the chained record of the procedure, event by event"), _record(found))


def _names(found: Gathered) -> dict[int, str]:
    """The names of all states that a mail went to, by key; those of the round as of its day."""
    names = names_of(found.board.round)
    others = Party.objects.filter(pk__in={entry.party for entry in found.mails} - set(names))
    return names | {party.pk: str(party) for party in others}


def _text(version: TextVersion) -> Iterator[Member]:
    folder = f"text/version-{version.number}"
    said = _("version %(number)s of the text") % {"number": version.number}
    if version.corrigendum:
        said = words.beside(said, _("corrigendum"))
    if version.wording or version.change_note:
        lines = [version.wording, *([_("What changed against the version before: %(words)s") % {"words": version.change_note}] if version.change_note else [])]
        yield Member(f"{folder}/wording.txt", said, ("\n\n".join(filter(None, lines)) + "\n").encode())
    for number, entry in enumerate(version.files.all(), 1):
        kind = Enclosure(entry.kind)
        name = f"{folder}/{number:02}-{_safe(kind.value)}-{_safe(entry.language)}{_ending(entry.file)}"
        about = pgettext("a file of a version of the text", "%(version)s: %(kind)s, as issued under the name “%(name)s”")
        yield Member(name, about % {"version": said, "kind": kind.label, "name": entry.file.name}, stored=entry.file)


def _letters(found: Gathered) -> Iterator[Member]:
    """The scans, each once, under the number of the first letter that it belongs to in the table of letters."""
    given: dict[int, list[int]] = {}
    for number, row in enumerate(found.board.letters, 1):
        if row.letter.scan_id is not None:
            given.setdefault(row.letter.scan_id, []).append(number)
    for number, row in enumerate(found.board.letters, 1):
        scan = row.letter.scan
        if scan is None or given[scan.pk][0] != number:
            continue
        codes = "-".join(_safe(party.code) for party in row.letter.states.all())
        about = _("scan of letter %(number)s (%(states)s: %(says)s), which came under the name “%(name)s”") % {
            "number": separated(map(str, given[scan.pk])),
            "states": row.states,
            "says": row.letter.get_kind_display(),
            "name": scan.name,
        }
        yield Member(f"letters/{number:03}-{codes[:60] or 'state'}-{_safe(row.letter.kind)}{_ending(scan)}", about, stored=scan)


def _papers(found: Gathered, now: dt.datetime) -> Iterator[Member]:
    """Certificates and notes about the outcome in every language of the portal, as the Secretariat takes them from the board."""
    for code, (board, round_, certificates) in found.papers.items():
        with translation.override(code):
            papers = [(f"certificate-{row.event.number}", documents.certificate(round_, row)) for row in certificates]
            papers += [(f"outcome-{kind.value}", documents.outcome_note(board, kind, now)) for kind in documents.outcomes_of(board)]
            made = [(stem, paper.title, documents.as_docx(paper, now=now)) for stem, paper in papers]
        for stem, title, content in made:
            yield Member(f"papers/{stem}-{_safe(code)}.docx", words.beside(title, own_name(code)), content)


def _mails(found: Gathered, notice: int, names: dict[int, str]) -> str:
    """The mails of one notice as they were written, by state; without the addresses, which are people's."""
    rule, out = "=" * 78, []
    for entry in found.mails:
        if entry.notice == notice:
            mail = entry.mail
            sent = [exports.instant_text(mail.sent_at, found.board.zone)] if mail.sent_at else []
            head = " · ".join([names.get(entry.party, ""), own_name(mail.language), str(mail.get_state_display()), *sent])
            out.append(f"{rule}\n{head}\n{mail.subject}\n{rule}\n\n{mail.text.strip()}\n")
    return "\n".join(out) or capfirst(_("no mail: no address is entered for these states")) + "\n"


def _record(found: Gathered) -> bytes:
    """Each event as what its hash covers (SHA-256 of that as canonical JSON: keys sorted, no spaces, UTF-8) beside the hash."""
    procedure = found.procedure
    content: dict[str, Any] = {
        "format": ledger.FORMAT,
        "procedure": procedure.pk,
        "subject": procedure.subject,
        "head": procedure.head,
        "head_number": procedure.head_number,
        "events": [
            {"hash": event.hash, "covers": json.loads(chain.canonical({"previous": event.previous, **ledger.said_by(event)}))} for event in found.events
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _safe(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "x"


def _ending(stored: StoredFile) -> str:
    ending = PurePosixPath(stored.name).suffix.lower()
    return ending if re.fullmatch(r"\.[a-z0-9]{1,5}", ending) else ""
