"""What the services are given and give back."""

import dataclasses
import datetime as dt

from django.utils.translation import gettext as _

from directory.models import StoredFile
from directory.words import sentences
from seminar_portal.errors import BusinessError

from ..cautions import Caution
from ..enums import Channel, LetterKind
from ..models import Communication


@dataclasses.dataclass(frozen=True)
class Terms:
    """The rules of a round; they can be chosen until it starts."""

    objections_to_break: int = 1
    amendment_breaks: bool = True
    proposer_consents: bool = True
    minimum_hours: int = 72


@dataclasses.dataclass(frozen=True)
class NoteData:
    """The circular note. ``deadline`` is an instant, ``deadline_zone`` the IANA zone it was given in; ``except_states`` are keys of those left out."""

    reference: str
    note_date: dt.date | None
    deadline: dt.datetime | None
    deadline_zone: str
    channels: tuple[Channel, ...]
    place: str = ""
    deadline_as_printed: str = ""
    except_states: tuple[int, ...] = ()
    evidence: str = ""


@dataclasses.dataclass(frozen=True)
class LetterData:
    """A letter that came in. ``states`` are keys; ``received_at`` is the moment of arrival, never that of typing."""

    states: tuple[int, ...]
    kind: LetterKind
    channel: Channel
    received_at: dt.datetime | None
    their_number: str = ""
    their_date: dt.date | None = None
    signed: bool = True
    sender_in_doubt: bool = False
    summary: str = ""
    scan: StoredFile | None = None


@dataclasses.dataclass(frozen=True)
class Recorded:
    """The letter in the record, and whether it came after the deadline."""

    letter: Communication
    late: bool


class Unaccepted(BusinessError):
    """The start has cautions that nobody has accepted yet."""

    def __init__(self, cautions: list[Caution]) -> None:
        super().__init__(_("Before the procedure starts, accept each of these: %(sentences)s") % {"sentences": sentences(c.sentence for c in cautions)})
        self.cautions = cautions
