"""The tables of the file that the board's workbook does not have: how the note went out, what was told, the deadlines, the decisions."""

from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory.words import parted, separated
from seminar_portal.templatetags.portal import own_name

from ..exports import Row, Sheet, instant_text
from .gathering import Gathered


def sheets(found: Gathered, names: dict[int, str]) -> list[Sheet]:
    """``names`` are those of states by key; in the active language, in which ``found`` was read."""
    return [_dispatches(found), _notices(found), _mails(found, names), _deadlines(found), _decisions(found)]


def _dispatches(found: Gathered) -> Sheet:
    """The proof of dispatch: by which way, when, to whom not, what shows it, and who was not reached."""
    zone = found.board.zone

    def rows() -> Iterable[Row]:
        for number, row in enumerate(found.board.sent, 1):
            dispatch = row.dispatch
            yield (
                str(number),
                dispatch.get_purpose_display(),
                dispatch.get_channel_display(),
                instant_text(dispatch.sent_at, zone),
                separated(row.without),
                dispatch.evidence,
                parted(parted([name, instant_text(bounce.at, zone), bounce.evidence]) for name, bounce in row.bounces),
                instant_text(dispatch.recorded_at, zone),
                str(dispatch.recorded_by or _("the portal")),
            )

    columns = [
        (_("No."), 6),
        (capfirst(_("what for")), 26),
        (_("How it went out"), 30),
        (capfirst(_("sent at")), 30),
        (_("To all, except"), 34),
        (_("Evidence"), 40),
        (_("Not reached"), 50),
        (_("Entered"), 30),
        (_("Entered by"), 22),
    ]
    return Sheet(_("Dispatches"), columns, rows())


def _notices(found: Gathered) -> Sheet:
    zone = found.board.zone

    def rows() -> Iterable[Row]:
        for number, row in enumerate(found.board.told, 1):
            notice = row.notice
            yield (
                str(number),
                capfirst(notice.get_purpose_display()),
                instant_text(notice.at, zone),
                str(notice.by or _("the portal")),
                separated(row.to) if row.to else _("to all states"),
                notice.words,
                separated(row.on_paper),
                row.progress,
            )

    columns = [
        (_("No."), 6),
        (capfirst(_("what for")), 26),
        (_("When"), 30),
        (_("By"), 22),
        (_("States"), 40),
        (capfirst(_("further words")), 50),
        (_("Told on paper, since no address is entered"), 40),
        (_("Mails"), 40),
    ]
    return Sheet(_("States told"), columns, rows())


def _mails(found: Gathered, names: dict[int, str]) -> Sheet:
    """One line for each mail, by state: addresses are people's, and are not here."""
    zone = found.board.zone
    numbers = {row.notice.pk: number for number, row in enumerate(found.board.told, 1)}

    def rows() -> Iterable[Row]:
        for entry in found.mails:
            mail = entry.mail
            yield (
                str(numbers[entry.notice]),
                names.get(entry.party, ""),
                own_name(mail.language),
                mail.subject,
                instant_text(mail.created_at, zone),
                mail.get_state_display(),
                instant_text(mail.sent_at, zone) if mail.sent_at else "",
                mail.message_id,
            )

    columns = [
        (_("No. of what was told"), 10),
        (pgettext("kind of party", "State"), 28),
        (_("Language"), 12),
        (_("Subject"), 50),
        (capfirst(_("written at")), 30),
        (_("State"), 16),
        (capfirst(_("sent at")), 30),
        ("Message-ID", 50),
    ]
    return Sheet(pgettext("sheet of a workbook", "Messages"), columns, rows())


def _deadlines(found: Gathered) -> Sheet:
    """Every deadline that the round has had, the first one as in the note."""
    round_, changes = found.board.round, found.board.changes
    assert round_.deadline is not None and round_.started_at is not None  # the schema holds both for every round that went out
    zone, started_at = round_.deadline_zone, round_.started_at
    deadlines = [*(change.former for change in changes), round_.deadline]
    printed = [*(change.former_as_printed for change in changes), round_.deadline_as_printed]
    since = [(started_at, _("as in the note"), ""), *((change.at, change.reason, str(change.by)) for change in changes)]

    def rows() -> Iterable[Row]:
        for number, (deadline, words, (at, reason, by)) in enumerate(zip(deadlines, printed, since, strict=True), 1):
            yield (str(number), instant_text(deadline, zone), zone, words, instant_text(at, zone), reason, by)

    columns = [
        (_("No."), 6),
        (_("Silence expires"), 30),
        (capfirst(_("time zone")), 18),
        (_("Deadline as printed"), 40),
        (_("Since"), 30),
        (_("Reason"), 60),
        (_("By"), 22),
    ]
    return Sheet(_("Deadlines"), columns, rows())


def _decisions(found: Gathered) -> Sheet:
    numbers = {row.letter.pk: (number, row.states) for number, row in enumerate(found.board.letters, 1)}

    def rows() -> Iterable[Row]:
        for decision in found.decisions:
            number, states = numbers[decision.letter_id]
            yield (
                str(number),
                states,
                decision.get_former_meaning_display(),
                decision.get_meaning_display(),
                decision.get_answer_display() if decision.answer else "",
                decision.reason,
                instant_text(decision.at, found.board.zone),
                str(decision.by),
            )

    columns = [
        (_("Letter No."), 10),
        (pgettext("states of a letter", "From"), 28),
        (capfirst(_("what it was taken for")), 28),
        (capfirst(_("what it means")), 28),
        (capfirst(_("answer to the request")), 22),
        (_("Reason"), 60),
        (_("When"), 30),
        (_("By"), 22),
    ]
    return Sheet(_("Decisions"), columns, rows())
