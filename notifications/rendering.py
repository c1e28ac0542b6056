"""From templates to the words of a mail: a subject on one line, a plain text, and simple HTML with the same words.

``emails/<app>/<message>/subject.txt`` and ``body.txt`` are rendered without HTML escaping, in the reader's language. The HTML is made from the text, so
that the two can never differ: blank lines part paragraphs, lines that begin with "- " are a list, a line that begins with "# " is a heading, addresses
are links. A name stands between FSI and PDI (the filter ``isolate``): ``<bdi>`` in HTML, never a link, and in plain text kept only round right-to-left
letters. A placeholder ``[[name]]`` stands in the template itself, best on a line of its own and outside ``blocktranslate``; what a value happens to
contain of that shape is shown letter by letter.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from django.template.loader import get_template
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .loader import MARK, PLACEHOLDER

FSI, PDI, LRM, WORD_JOINER = "\u2068", "\u2069", "\u200e", "\u2060"
_direction_controls = re.compile("[\u202a-\u202e\u2066-\u2069]")
_isolated = re.compile(f"{FSI}([^{PDI}]*){PDI}")
_heading = re.compile(r"(?m)^# (.*)$")
_pieces = re.compile(
    rf"(?P<isolated>{FSI}[^{PDI}]*{PDI})"
    r"|(?P<address>https?://[\w\-.~:/?#@!$&'()*+,;=%]+)"
    r"|(?P<mailbox>[\w.+'-]+@[\w-]+(?:\.[\w-]+)+)",
    re.ASCII,
)


@dataclasses.dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


def render_mail(folder: str, context: Mapping[str, Any], language: str) -> Rendered:
    """Renders the message in ``folder`` (such as "emails/registration/received") in ``language``. Lazy texts become strings here, not before."""
    with translation.override(language):
        values = {"language": language, **context}
        subject = plain_line(_placeholders_of_the_template(get_template(f"{folder}/subject.txt", using="text").render(values)))
        body = _placeholders_of_the_template(get_template(f"{folder}/body.txt", using="text").render(values))
        body = re.sub(r"[ \t\r]+\n", "\n", body)
        body = re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"
        html = get_template("emails/frame.html", using="django").render({"language": language_tag(language), "subject": subject, "body": html_of(body)})
    return Rendered(subject, plain(body), html)


def _placeholders_of_the_template(text: str) -> str:
    """Turns the loader's marks into ``[[name]]``; the same shape inside a value gets a word joiner, which nobody sees."""
    return MARK.sub(r"[[\1]]", PLACEHOLDER.sub(rf"[{WORD_JOINER}[\1]]", text))


def language_tag(language: str) -> str:
    """The code as HTML and mail headers write it: "zh-hans" is "zh-Hans"."""
    return translation.to_locale(language).replace("_", "-")


def isolate(value: str) -> str:
    """``value`` between FSI and PDI, line by line; direction controls inside it are dropped. "" stays ""."""
    lines = _direction_controls.sub("", value).replace("\r\n", "\n").split("\n")
    return "\n".join(f"{FSI}{line}{PDI}" if line else "" for line in lines)


def one_line(text: str) -> str:
    """Any run of white space, line breaks included, as one space: what may stand in a header."""
    return " ".join(text.split())


def is_right_to_left(text: str) -> bool:
    """Whether any letter of ``text`` is written from right to left."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def plain_line(text: str) -> str:
    """One line of plain text, such as a subject."""
    return _unisolated(one_line(text))


def plain(text: str) -> str:
    """Plain text: headings underlined; isolates stay only round right-to-left letters, where a terminal or a mail program needs them."""

    def underlined(match: re.Match[str]) -> str:
        heading = _unisolated(match[1])
        columns = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in heading if not unicodedata.combining(letter))
        return f"{heading}\n{'-' * min(columns, 76)}"

    return _unisolated(_heading.sub(underlined, text))


def _unisolated(text: str) -> str:
    return _isolated.sub(lambda match: match[0] if is_right_to_left(match[1]) else match[1], text)


def html_of(text: str) -> SafeString:
    """Simple HTML with the words of ``text``, everything in it escaped once. A placeholder on a line of its own becomes a block of its own."""
    blocks = []
    for block in re.split(r"\n{2,}", text.strip("\n")):
        for kind, lines in _runs(block.split("\n")):
            if kind == "item":
                blocks += ["<ul>", *(f"<li>{html_line(line[2:])}</li>" for line in lines), "</ul>"]
            elif kind == "heading":
                blocks.extend(f"<h2>{html_line(line[2:])}</h2>" for line in lines)
            elif kind == "placeholder":
                blocks.extend(f"<div>{line.strip()}</div>" for line in lines)
            else:
                blocks.append(f"<p>{html_lines(lines)}</p>")
    return mark_safe("\n".join(blocks))


def html_lines(lines: list[str]) -> str:
    return "<br>\n".join(map(html_line, lines))


def _runs(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Neighbours of one kind together: "item", "heading", "placeholder", "text"."""
    run: list[str] = []
    kind = ""
    for line in lines:
        found = "item" if line.startswith("- ") else "heading" if line.startswith("# ") else "placeholder" if PLACEHOLDER.fullmatch(line.strip()) else "text"
        if found != kind and run:
            yield kind, run
            run = []
        kind = found
        run.append(line)
    if run:
        yield kind, run


def html_line(line: str) -> str:
    """One line as HTML: names isolated, addresses as links, all else escaped."""
    out: list[str] = []
    end = 0
    for match in _pieces.finditer(line):
        out.append(escape(line[end : match.start()]))
        end = match.end()
        if match["isolated"]:
            name = match[0][1:-1]
            # the mark after a right-to-left name is for programs that do not know <bdi>: the number that follows keeps its side
            out.append(f"<bdi>{escape(name)}</bdi>{LRM if is_right_to_left(name) else ''}")
            continue
        found = match[0]
        tail = re.search(r"[.,;:!?']*$" if "(" in found else r"[.,;:!?')]*$", found)
        keep = len(found) - len(tail[0]) if tail else len(found)
        shown = escape(found[:keep])
        out.append(f'<a href="{"mailto:" if match["mailbox"] else ""}{shown}">{shown}</a>{escape(found[keep:])}')
    out.append(escape(line[end:]))
    return "".join(out)
