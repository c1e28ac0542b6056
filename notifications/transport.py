"""Hands one mail to the mail server, and says what came of it in three ways: taken, try again, never."""

import smtplib
from collections.abc import Sequence

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.utils.translation import gettext as _

from .rendering import one_line


class NotHanded(Exception):
    """The mail was not taken. ``str()`` is what staff read.

    ``again``: a later attempt may do (the server is away, 4xx, our own account is refused). ``perhaps_sent``: the line broke after the text was
    handed over and before the answer, so the mail may have gone all the same.
    """

    def __init__(self, reason: str, *, again: bool, perhaps_sent: bool = False) -> None:
        super().__init__(reason)
        self.again = again
        self.perhaps_sent = perhaps_sent


def hand_over(message: EmailMessage) -> str:
    """Sends ``message`` by the configured backend; not to be called inside a transaction. Returns "" or what staff should know (a copy was refused).

    Raises NotHanded. The first recipient is the reader: where the reader is refused, nobody gets the mail.
    """
    connection = get_connection()
    try:
        if isinstance(connection, SmtpBackend):
            return _by_smtp(connection, message)
        connection.send_messages([message])
    except smtplib.SMTPException as error:
        raise NotHanded(_("The mail server did not take it: %(why)s") % {"why": _words(error)}, again=True) from error
    except OSError as error:
        raise NotHanded(_("The mail server could not be reached: %(why)s") % {"why": _words(error)}, again=True) from error
    return ""


def _by_smtp(connection: SmtpBackend, message: EmailMessage) -> str:
    data = message.message().as_bytes(linesep="\r\n")
    connection.open()  # raises where it cannot: the backend was not asked to fail silently
    smtp = connection.connection
    assert smtp is not None
    try:
        note = _speak(smtp, message.from_email, message.to, message.cc, data)
    except BaseException:
        smtp.close()  # whatever state the line is in, it is of no further use
        raise
    try:
        smtp.quit()
    except (smtplib.SMTPException, OSError):
        smtp.close()  # the mail was taken; how the server says good-bye does not matter
    return note


def _speak(smtp: smtplib.SMTP, sender: str, readers: Sequence[str], copies: Sequence[str], data: bytes) -> str:
    """One mail over an open line. smtplib's own ``sendmail`` would report success where the copy is taken and the reader refused."""
    smtp.ehlo_or_helo_if_needed()
    options = []
    if smtp.does_esmtp:
        if smtp.has_extn("size"):
            options.append(f"size={len(data)}")
        if smtp.has_extn("8bitmime"):
            options.append("body=8bitmime")
    code, answer = smtp.mail(sender, options)
    if code != 250:
        # also with 5xx: it is our own sender or account that is refused, and somebody can put that right meanwhile
        raise NotHanded(_("The mail server did not accept us as the sender: %(answer)s") % {"answer": _answer(code, answer)}, again=True)
    for address in readers:
        code, answer = smtp.rcpt(address)
        if code not in (250, 251):
            words = {"address": address, "answer": _answer(code, answer)}
            if code < 500:
                raise NotHanded(_("The mail server could not take it for %(address)s just now: %(answer)s") % words, again=True)
            raise NotHanded(_("The mail server refused the address %(address)s: %(answer)s") % words, again=False)
    notes = []
    for address in copies:
        code, answer = smtp.rcpt(address)
        if code not in (250, 251):
            notes.append(_("The copy to %(address)s was refused: %(answer)s") % {"address": address, "answer": _answer(code, answer)})
    try:
        code, answer = smtp.data(data)
    except smtplib.SMTPResponseException as error:
        code, answer = error.smtp_code, error.smtp_error  # type: ignore[assignment]  # typeshed allows both kinds of string
    except OSError as error:  # smtplib's SMTPServerDisconnected is one too
        raise NotHanded(
            _("The line to the mail server broke while the mail was handed over: %(why)s") % {"why": _words(error)}, again=True, perhaps_sent=True
        ) from error
    if code != 250:
        refused = _("The mail server refused the mail: %(answer)s") % {"answer": _answer(code, answer)}
        raise NotHanded(refused, again=code < 500)
    return " ".join(notes)


def _answer(code: int, answer: bytes | str) -> str:
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return f"{code} {one_line(words)}"[:500]


def _words(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return one_line(str(error))[:500] or type(error).__name__
