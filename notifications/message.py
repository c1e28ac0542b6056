"""From a row to the mail that goes over the line: placeholders filled, headers built right, addresses in the form that every server takes."""

import base64
import datetime as dt
import html as html_module
import re
from collections.abc import Collection, Iterator, Mapping
from email.message import Message
from email.utils import format_datetime, parseaddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

from .loader import PLACEHOLDER
from .models import OutgoingEmail
from .rendering import html_lines, html_of, language_tag, one_line, plain

WIDTH = 76  # columns of a line of text: what a terminal of 80 shows after two signs of quoting
_bdi = re.compile(r"<bdi>(.*?)</bdi>")
_block = re.compile(r"<div>\[\[([a-z][a-z_]*)\]\]</div>")
# "Friday, 5 November 2027, 23:59 Beijing time (UTC+8)", "пятница, 5 ноября 2027 г., 23:59, Пекин (UTC+8)", "2027年11月5日 星期五 23:59 北京时间（UTC+8）"
_moment = re.compile(
    r"(?:[^\s,]+, )?\d{1,2} [^\s\d]+,? (?:\d{4}(?:[ \xa0]г\.)?, )?\d{1,2}:\d{2},? [^()\n]{1,40}\(UTC[^)\n]*\)"
    r"|(?:\d{4}年)?\d{1,2}月\d{1,2}日[^\n]{1,12}?\d{1,2}:\d{2}[^\n]{0,30}?UTC[^)）\n]*[)）]"
)
_phone = re.compile(r"\+\d[\d ()-]{6,24}\d")
_controls = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_direction_controls = re.compile("[\u202a-\u202e\u2066-\u2069]")


class CannotBuild(Exception):
    """The mail cannot be built, now or later. ``str()`` is what staff read."""


class PortalMessage(EmailMultiAlternatives):
    """A mail of the outbox. ``file_stem`` names it where mails are files: its kind and number, nobody's name or address."""

    def __init__(self, *args: Any, file_stem: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file_stem = file_stem

    def message(self, *args: Any, **kwargs: Any) -> Message:
        message = super().message(*args, **kwargs)
        # Django folds a long subject so that some readers see a space before its first word
        del message["Subject"]
        message["Subject"] = encoded(str(self.subject))
        for part in message.walk():
            if part.get_content_type() == "text/plain":
                part.set_param("format", "flowed")
        return message


def build(mail: OutgoingEmail, values: Mapping[str, str], *, now: dt.datetime) -> PortalMessage:
    """The message of ``mail`` with ``values`` in place of its placeholders, dated ``now``. Raises CannotBuild, never sends a placeholder unfilled.

    ``to`` and ``cc`` are the bare addresses of the envelope; the headers carry the names.
    """
    text, html = filled(mail, values)
    to = deliverable(mail.to_address)
    copies = [deliverable(mail.cc_address)] if mail.cc_address and mail.cc_address.casefold() != mail.to_address.casefold() else []
    sender_name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    sender = deliverable(sender)
    headers = {
        "From": mailbox(sender_name, sender),
        "To": mailbox(mail.to_name, to),
        "Date": format_datetime(now),
        "Message-ID": mail.message_id or message_id(mail),
        "Content-Language": language_tag(mail.language),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    if mail.reply_to:
        headers["Reply-To"] = deliverable(mail.reply_to)
    message = PortalMessage(
        subject=_clean(mail.subject),
        body=flowed(text, whole=[html_module.unescape(piece) for piece in _bdi.findall(html)]),
        from_email=sender,
        to=[to],
        cc=copies,
        reply_to=[headers["Reply-To"]] if mail.reply_to else None,
        headers=headers,
        file_stem=f"{mail.kind.replace('/', '-')}-{mail.pk:06}",
    )
    if html:
        message.attach_alternative(html, "text/html")
    return message


def message_id(mail: OutgoingEmail) -> str:
    """The Message-ID of a row, the same at every attempt, so that a mail that came twice can be recognised. Tells nothing to outsiders."""
    digest = salted_hmac("notifications.message-id", f"{mail.pk}:{mail.dedupe_key}", algorithm="sha256").hexdigest()[:24]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{mail.pk}.{digest}@{punycode(domain)}>"


# --- placeholders -----------------------------------------------------------------------------------------------------------------------


def filled(mail: OutgoingEmail, values: Mapping[str, str]) -> tuple[str, str]:
    """Text and HTML of ``mail`` with its placeholders filled, in one pass: what a value contains is never filled again. Raises CannotBuild."""
    missing = sorted(set(PLACEHOLDER.findall(mail.text) + PLACEHOLDER.findall(mail.html)) - set(values))
    if missing or PLACEHOLDER.search(mail.subject):
        raise CannotBuild(_("Nothing was found to put in the place of: %(names)s") % {"names": ", ".join(missing) or mail.subject})
    html: list[str] = []
    end = 0
    for match in _block.finditer(mail.html):
        html += [_inline(mail.html[end : match.start()], values), f"<div>{html_of(values[match[1]])}</div>"]
        end = match.end()
    html.append(_inline(mail.html[end:], values))
    return PLACEHOLDER.sub(lambda match: plain(values[match[1]]).strip("\n"), mail.text), "".join(html)


def _inline(html: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda match: html_lines(values[match[1]].strip("\n").split("\n")), html)


def previewed(text: str) -> str:
    """Stored text or HTML as staff see it: each placeholder as "[personal link]", never its value."""
    known = {"personal_link": _("personal link"), "joining_details": _("joining details")}
    return PLACEHOLDER.sub(lambda match: f"[{known.get(match[1]) or match[1].replace('_', ' ')}]", text)


# --- headers ----------------------------------------------------------------------------------------------------------------------------


def deliverable(address: str) -> str:
    """``address`` as envelope and headers take it: ASCII before the @, the domain in IDNA. Raises CannotBuild with a sentence for staff."""
    local, _at, domain = address.rpartition("@")
    if not local.isascii():
        raise CannotBuild(_("The address %(address)s cannot be reached: before the @ it has letters that are not Latin.") % {"address": _shown(address)})
    try:
        validate_email(address)
        return f"{local}@{punycode(domain)}"
    except (ValidationError, UnicodeError):
        raise CannotBuild(_("This is not an address that a mail can be sent to: %(address)s") % {"address": _shown(address)}) from None


def _shown(address: str) -> str:
    return _clean(address)[:200] or "–"


def mailbox(name: str, address: str) -> str:
    """``Name <address>`` for a header, ASCII, so that every reader decodes exactly ``name``; the address alone where there is no name."""
    name = _clean(_direction_controls.sub("", name))
    if not name:
        return address
    if name.isascii() and len(name) <= 60 and "=?" not in name:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f"{name} <{address}>" if re.fullmatch(r"[A-Za-z0-9 ]+", name) else f'"{quoted}" <{address}>'
    # One encoded word where RFC 2047 would have several of 75 signs: programs read a long one well, while some (Python's own parser up to 3.12 among
    # them) put a space between two of them, in the middle of a name. Only what passes the limit of a line is parted.
    return f"{' '.join(_words(name, 700))} <{address}>"


def encoded(text: str) -> str:
    """``text`` for a header that is no address: as it is where it is ASCII that folds at its spaces, else as RFC 2047 words of at most 75 signs.

    Readers drop the space between two encoded words, so what was one word stays one.
    """
    if text.isascii() and "=?" not in text and all(len(word) <= 60 for word in text.split(" ")):
        return text
    return " ".join(_words(text, 42))  # 42 octets are 56 signs of base64 and 68 with what stands round them


def _words(text: str, octets: int) -> list[str]:
    """``text`` as encoded words of at most ``octets`` octets each, none broken inside a letter."""
    chunks = [""]
    for letter in text:
        if len((chunks[-1] + letter).encode()) > octets:
            chunks.append("")
        chunks[-1] += letter
    return [f"=?utf-8?b?{base64.b64encode(chunk.encode()).decode()}?=" for chunk in chunks]


def _clean(text: str) -> str:
    """One line without control characters."""
    return one_line(_controls.sub(" ", text))


# --- text -------------------------------------------------------------------------------------------------------------------------------


def flowed(text: str, whole: Collection[str] = ()) -> str:
    """``text`` in lines of at most :data:`WIDTH` columns that programs can join again (RFC 3676, ``format=flowed``).

    A moment ("Friday, 5 November 2027, 23:59 Beijing time (UTC+8)"), a phone number, an address of the web, and each piece in ``whole`` (names,
    titles) stay on one line where they fit. Chinese has no spaces to break at and is left to the reader's window.
    """
    return "\n".join(line for long in text.split("\n") for line in _broken(long.rstrip(), whole))


def _broken(line: str, whole: Collection[str]) -> Iterator[str]:
    if len(line) > WIDTH:
        for piece in sorted({*whole, *_moment.findall(line), *_phone.findall(line)}, key=len, reverse=True):
            if " " in piece and len(piece) <= WIDTH:
                line = line.replace(piece, piece.replace(" ", "\0"))
        words = line.split(" ")
        line = words[0]
        for word in words[1:]:
            if len(line) + 1 + len(word) > WIDTH:
                yield _stuffed(line.replace("\0", " ")) + " "
                line = word
            else:
                line = f"{line} {word}"
        line = line.replace("\0", " ")
    yield _stuffed(line)


def _stuffed(line: str) -> str:
    return f" {line}" if line.startswith((" ", ">", "From ")) else line
