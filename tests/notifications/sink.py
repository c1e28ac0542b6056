"""A mail server of this process on a port of its own: it keeps what it gets, and answers what a test tells it to."""

import asyncio
import dataclasses
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


@dataclasses.dataclass(frozen=True)
class Taken:
    """One mail as it came over the line."""

    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return part.get_content().replace(" \n", " ").replace("\r\n", "\n")  # lines that flow, joined again

    @property
    def html(self) -> str:
        return self.message.get_body(("html",)).get_content()


class Handler:
    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.tried: list[str] = []
        self.delay = 0.0  # seconds between the end of the data and the answer
        self.on_rcpt: Callable[[str], str] = lambda address: "250 OK"
        self.on_data: Callable[[], str] = lambda: "250 OK"
        self.on_mail: Callable[[str], str] = lambda address: "250 OK"

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        answer = self.on_mail(address)
        if answer.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        self.tried.append(address)
        answer = self.on_rcpt(address)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self.on_data()
        if answer == "break":
            self.taken.append(Taken(envelope.mail_from, envelope.rcpt_tos, envelope.content))
            server.transport.abort()
            return "421 gone"
        if answer.startswith("2"):
            self.taken.append(Taken(envelope.mail_from, envelope.rcpt_tos, envelope.content))
        await asyncio.sleep(self.delay)
        return answer


class Sink(Controller):
    """``with Sink() as sink``: listens on loopback, on a port that was free."""

    handler: Handler

    def __init__(self) -> None:
        super().__init__(Handler(), hostname="127.0.0.1", port=0)

    def factory(self) -> SMTP:
        return SMTP(self.handler, hostname="sink.example.org", loop=self.loop)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def __enter__(self) -> "Sink":
        self.start()
        return self

    def __exit__(self, *exc: Any) -> None:
        self.stop()

    @property
    def taken(self) -> list[Taken]:
        return self.handler.taken
