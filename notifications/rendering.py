"""From templates to the words of a mail: a subject on one line, a plain text, and simple HTML with the same words.

``emails/<app>/<message>/subject.txt`` and ``body.txt`` are rendered without HTML escaping, in the reader's language. The HTML is made from the text, so
that the two can never differ: blank lines part paragraphs, lines that begin with "- " are a list, a line that begins with "# " is a heading, an address of
its own line is a link. A name stands between FSI and PDI (the filter ``isolate``): ``<bdi>`` in HTML, kept in plain text only round right-to-left letters.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.template.loader import get_template
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import mark_safe

FSI, PDI = "\u2068", "\u2069"
_isolated = re.compile(f"{FSI}([^{PDI}]*){PDI}")
_link = re.compile(r"(https?://[^\s<>\"]+|\[\[[a-z_]+\]\])")


@dataclasses.dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


def render_mail(folder: str, context: Mapping[str, Any], language: str) -> Rendered:
    """Renders the message in ``folder`` (such as "emails/registration/received") in ``language``. Lazy texts become strings here, not before."""
    with translation.override(language):
        values = {"language": language, **context}
        subject = get_template(f"{folder}/subject.txt", using="text").render(values)
        body = get_template(f"{folder}/body.txt", using="text").render(values)
        body = re.sub(r"[ \t]+\n", "\n", body)
        body = re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"
        html = get_template("emails/frame.html", using="django").render({"language": language, "subject": plain(one_line(subject)), "body": html_of(body)})
    return Rendered(plain(one_line(subject)), plain(body), html)


def one_line(text: str) -> str:
    """Any run of white space, line breaks included, as one space: what may stand in a header."""
    return " ".join(text.split())


def plain(text: str) -> str:
    """Plain text: isolates stay only round right-to-left letters, where a terminal or a mail program needs them."""

    def keep(match: re.Match[str]) -> str:
        inner = match[1]
        return match[0] if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in inner) else inner

    return re.sub(r"(?m)^# ", "", _isolated.sub(keep, text))


def html_of(text: str) -> str:
    """Simple HTML with the words of ``text``, everything in it escaped once."""
    blocks = []
    for block in text.strip().split("\n\n"):
        lines = block.split("\n")
        run: list[str] = []
        for is_item, group in _grouped(lines):
            if is_item:
                run.append("<ul>" + "".join(f"<li>{_inline(line[2:])}</li>" for line in group) + "</ul>")
            elif group[0].startswith("# "):
                run.append(f"<h2>{_inline(group[0][2:])}</h2>" + (f"<p>{'<br>'.join(map(_inline, group[1:]))}</p>" if group[1:] else ""))
            else:
                run.append(f"<p>{'<br>'.join(map(_inline, group))}</p>")
        blocks.append("".join(run))
    return mark_safe("\n".join(blocks))


def _grouped(lines: list[str]) -> list[tuple[bool, list[str]]]:
    groups: list[tuple[bool, list[str]]] = []
    for line in lines:
        is_item = line.startswith("- ")
        if groups and groups[-1][0] == is_item:
            groups[-1][1].append(line)
        else:
            groups.append((is_item, [line]))
    return groups


def _inline(line: str) -> str:
    pieces = _link.split(line)
    out = []
    for index, piece in enumerate(pieces):
        if index % 2 and piece.startswith("http"):
            tail = re.search(r"[.,;:!?)]*$", piece)
            end = len(piece) - len(tail[0]) if tail else len(piece)
            address = escape(piece[:end])
            out.append(f'<a href="{address}">{address}</a>{escape(piece[end:])}')
        else:
            out.append(_isolated.sub(r"<bdi>\1</bdi>", escape(piece)))
    return "".join(out)
