"""What the services are given and give back."""

import dataclasses
import datetime as dt

from django.utils.translation import gettext as _

from directory.models import StoredFile
from directory.words import sentences
from seminar_portal.errors import BusinessError

from ..cautions import Caution
from ..enums import Channel, Enclosure, LetterKind, MinimumUnit, OthersLearn, WithdrawnLate
from ..models import Communication, Round


@dataclasses.dataclass(frozen=True)
class Terms:
    """The rules of a round; they can be chosen until it starts."""

    objections_to_break: int = 1
    amendment_breaks: bool = True
    proposer_consents: bool = True
    minimum_length: int = 72
    minimum_unit: MinimumUnit = MinimumUnit.HOURS
    withdrawn_late: WithdrawnLate = WithdrawnLate.NEW_ROUND
    others_learn: OthersLearn = OthersLearn.FACT
    written_form: bool = True
    who_may_sign: str = ""

    def put_on(self, round_: Round) -> None:
        for field in dataclasses.fields(self):
            setattr(round_, field.name, getattr(self, field.name))

    @classmethod
    def of(cls, round_: Round) -> "Terms":
        return cls(**{field.name: getattr(round_, field.name) for field in dataclasses.fields(cls)})


@dataclasses.dataclass(frozen=True)
class FileData:
    """A file of a version of the text, stored before the call; the order is that of the list."""

    file: StoredFile
    kind: Enclosure = Enclosure.OTHER
    title: str = ""
    language: str = "en"
    words: str = ""


@dataclasses.dataclass(frozen=True)
class TextData:
    """A version of the text. ``wording`` are its words, paragraph by paragraph; they may be left out where the files say all."""

    wording: str = ""
    files: tuple[FileData, ...] = ()
    authentic_language: str = "en"
    change_note: str = ""


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
    """A letter that came in. ``states`` are keys; ``received_at`` is the moment of arrival, never that of typing; ``withdraws`` is the key of an objection."""

    states: tuple[int, ...]
    kind: LetterKind
    channel: Channel
    received_at: dt.datetime | None
    their_number: str = ""
    their_date: dt.date | None = None
    signed: bool = True
    sender_in_doubt: bool = False
    language: str = ""
    summary: str = ""
    scan: StoredFile | None = None
    withdraws: int | None = None


@dataclasses.dataclass(frozen=True)
class Recorded:
    """The letter in the record, and whether it came after the deadline."""

    letter: Communication
    late: bool


class RecordedAlready(BusinessError):
    """The same letter seems to be in the record: the same scan, or the same number and date of the same state."""

    def __init__(self, letters: list[Communication]) -> None:
        super().__init__(_("This letter seems to be in the record already. Look at it, and record yours only if it is another one."))
        self.letters = letters


class Unaccepted(BusinessError):
    """The start has cautions that nobody has accepted yet."""

    def __init__(self, cautions: list[Caution]) -> None:
        super().__init__(_("Before the procedure starts, accept each of these: %(sentences)s") % {"sentences": sentences(c.sentence for c in cautions)})
        self.cautions = cautions
