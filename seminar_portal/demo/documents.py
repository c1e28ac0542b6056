"""The demo's enclosures as Word documents. The facts are those of the seminar's page; the sentences are ours."""

import datetime as dt
import io
from itertools import groupby
from zoneinfo import ZoneInfo

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from agenda.models import Seminar
from directory import clocks

SIGNED_BEFORE = dt.timedelta(days=49)  # the letter of 2020 is of 29 September, seven weeks before the first day
ANNEX_II = (
    ("Family Name", "Middle Name"),
    ("First Name", "Gender"),
    ("Nation", "Institution"),
    ("Job Title", "Mobile phone"),
    ("Fixed-line Telephone", "Fax"),
    ("Email", ""),
    ("Speech Topic", ""),
)


def concept_paper(seminar: Seminar) -> bytes:
    paper = _paper(seminar, "Concept paper")
    if seminar.proposer:
        _centred(paper, f"as proposed by the {seminar.proposer.formal_name}")
    paper.add_heading("1. Objectives", 2)
    for line in seminar.objectives.splitlines():
        paper.add_paragraph(line, "List Number")
    paper.add_heading("2. Date and venue", 2)
    paper.add_paragraph(f"{_days(seminar)}. {seminar.venue}.")
    paper.add_heading("3. Participants", 2)
    for line in seminar.invited.splitlines():
        paper.add_paragraph(line, "List Bullet")
    paper.add_heading("4. Topics for discussion", 2)
    for session in seminar.sessions.filter(kind="session"):
        paper.add_paragraph(session.title.partition(": ")[2], "List Bullet")
    paper.add_heading("5. Organisation", 2)
    paper.add_paragraph(f"The seminar is held by the {seminar.host_name}, {seminar.host_parent}.")
    return _bytes(paper)


def letter(seminar: Seminar) -> bytes:
    paper = _paper(seminar, "Letter by the host")
    paper.add_paragraph("To the member states")
    paper.add_paragraph(
        f"The {seminar.host_name} will hold the {seminar.title} on {_days(seminar)} and invites each state to send environmental officials, experts and academics. "
        f"A delegation can be given up to {seminar.speakers_per_delegation} places to speak; there is no limit to those who listen. "
        f"The preliminary agenda is in Annex I."
    )
    paper.add_paragraph(f"{_interpretation(seminar)}.")
    paper.add_paragraph(
        f"Please return the registration form (Annex II) by {clocks.said(seminar.registration_closes_at, seminar.registration_zone).sentence}, "
        f"and register on the {seminar.platform_name} ({seminar.platform_url}) as well."
    )
    _contacts(paper, seminar)
    paper.add_paragraph(f"Executive Director, {seminar.host_name}")
    paper.add_paragraph(clocks.day_words(seminar.starts_on - SIGNED_BEFORE, weekday=False))
    return _bytes(paper)


def agenda(seminar: Seminar) -> bytes:
    paper = _paper(seminar, "Preliminary agenda")
    city = clocks.said(seminar.registration_closes_at, seminar.zone).city
    _centred(paper, f"({_interpretation(seminar)}. All times are {city} time.)")
    zone = ZoneInfo(seminar.zone)
    sessions = seminar.sessions.prefetch_related("speeches")
    for day, items in groupby(sessions, key=lambda session: session.starts_at.astimezone(zone).date()):
        paper.add_heading(clocks.day_words(day), 2)
        table = paper.add_table(rows=0, cols=2, style="Table Grid")
        for session in items:
            start = f"{session.starts_at.astimezone(zone):%H:%M}"
            until = f"-{session.ends_at.astimezone(zone):%H:%M}" if session.ends_at else ""
            cells = table.add_row().cells
            cells[0].width, cells[1].width = Cm(3), Cm(13)
            cells[0].text = start + until
            cells[1].paragraphs[0].add_run(session.title).bold = True
            if session.description:
                cells[1].add_paragraph(f"({session.description})")
            speeches = list(session.speeches.all())
            if session.speeches_heading and session.speeches_heading != session.title:
                cells[1].add_paragraph(f"{session.speeches_heading}:")
            for speech in speeches:
                cells[1].add_paragraph(f"{speech.order}. {speech.speaker}" if len(speeches) > 1 else speech.speaker)
    return _bytes(paper)


def form(seminar: Seminar, answers: dict[str, str] | None = None) -> bytes:
    """Annex II: a grid of label and box, two pairs a row, the last two rows across; filled with ``answers`` by label if there are any."""
    answers = answers or {}
    paper = _paper(seminar, "Registration form")
    table = paper.add_table(rows=0, cols=4, style="Table Grid")
    for left, right in ANNEX_II:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = left, answers.get(left, "")
        if right:
            cells[2].text, cells[3].text = right, answers.get(right, "☐ Male  ☐ Female" if right == "Gender" else "")
        else:
            cells[1].merge(cells[3])
    deadline = clocks.said(seminar.registration_closes_at, seminar.registration_zone).sentence
    paper.add_paragraph(f"Please send this form by {deadline} to:")
    _contacts(paper, seminar)
    paper.add_paragraph(f"1) The {seminar.platform_name} ({seminar.platform_url}) wants a registration too.", "List Bullet")
    paper.add_paragraph("2) How to join the video conference is told after official registration.", "List Bullet")
    return _bytes(paper)


def _paper(seminar: Seminar, kind: str) -> Document:
    paper = docx.Document()
    paper.styles["Normal"].font.size = Pt(11)
    paper.core_properties.title, paper.core_properties.author = f"{kind}: {seminar.title}", seminar.host_name[:250]
    paper.add_heading(seminar.title, 1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _centred(paper, f"{kind} · {_days(seminar)}")
    return paper


def _centred(paper: Document, text: str) -> None:
    paper.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER


def _days(seminar: Seminar) -> str:
    if seminar.starts_on.month == seminar.ends_on.month:
        return f"{seminar.starts_on.day}-{clocks.day_words(seminar.ends_on, weekday=False)}"
    return f"{clocks.day_words(seminar.starts_on, weekday=False)} - {clocks.day_words(seminar.ends_on, weekday=False)}"


def _interpretation(seminar: Seminar) -> str:
    names = {"zh-hans": "Chinese", "en": "English", "ru": "Russian"}
    languages = [names.get(code, code) for code in seminar.interpretation]
    return f"Simultaneous interpretation is in {', '.join(languages[:-1])} and {languages[-1]}"


def _contacts(paper: Document, seminar: Seminar) -> None:
    for contact in seminar.contacts.all():
        paper.add_paragraph(f"{contact.role}: {contact.email}; {contact.landline}; {contact.mobile}")
    paper.add_paragraph(f"Fax of both: {seminar.shared_fax}")


def _bytes(paper: Document) -> bytes:
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()
