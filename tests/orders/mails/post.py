"""A real mail server on loopback that keeps what it is given and fails when a test says so."""

import asyncio
import email
import email.policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class _AtAnyPort(Controller):
    """Listens where the system puts it; the controller itself would call at port 0 to see whether anybody is there."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Post:
    """`answers` are what it says to the next deliveries, "" for taking them; `hangs_up` ends the line after so many were
    taken, before it says so."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.answers: list[str] = []
        self.refuses_recipients = ""
        self.hangs_up = 0
        self._controller = _AtAnyPort(self, hostname="127.0.0.1", port=0)

    def __enter__(self) -> "Post":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        port: int = self._controller.port
        return port

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.refuses_recipients:
            return self.refuses_recipients
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        said = self.answers.pop(0) if self.answers else ""
        if said:
            return said
        read = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(read, EmailMessage)
        self.mails.append(read)
        self.recipients.append(list(envelope.rcpt_tos))
        if self.hangs_up:
            self.hangs_up -= 1
            server.transport.abort()
        return "250 taken"

    def text(self, number: int = -1) -> str:
        return self._part(number, "plain")

    def html(self, number: int = -1) -> str:
        return self._part(number, "html")

    def _part(self, number: int, kind: str) -> str:
        part = self.mails[number].get_body((kind,))
        assert part is not None
        content: str = part.get_content()
        return content
