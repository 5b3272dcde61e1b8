"""The day's checkpoint by mail, for whoever must be able to prove one day what the log was: people keep their mail."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from beadle.audit.errors import CopyFailed
from beadle.audit.places.terms import Sent

_PATIENCE_S = 30.0


@dataclass(frozen=True)
class Post:
    """How mail is sent. security: "starttls", "tls" or "none"."""

    host: str
    port: int
    security: str
    sender: str
    recipient: str
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Post({self.host}:{self.port}, {self.recipient})"


class MailPlace:
    """One mail a day with the newest checkpoint, which stands for all before it."""

    daily = True

    def __init__(self, post: Post, *, context: ssl.SSLContext | None = None) -> None:
        self.name = f"mail {post.recipient}"
        self._post = post
        self._context = context

    def send(self, checkpoints: Sequence[Sent]) -> None:
        """Send it. Raises CopyFailed or OSError."""
        try:
            with self._connected() as server:
                if self._post.user:
                    server.login(self._post.user, self._post.password)
                server.send_message(self.written(checkpoints))
        except smtplib.SMTPException as error:
            said = str(error).replace(self._post.password or "\0", "[hidden]")
            raise CopyFailed(
                f"The mail server did not take the mail: {said[:300]}", advice="Look at the settings audit.smtp_*."
            ) from error

    def written(self, checkpoints: Sequence[Sent]) -> EmailMessage:
        """The mail."""
        last = checkpoints[-1]
        mail = EmailMessage()
        mail["From"], mail["To"] = self._post.sender, self._post.recipient
        mail["Subject"] = f"Audit log: checkpoint {last.number} of {last.at:%d %B %Y}"
        mail["Date"] = format_datetime(last.at)
        mail["Message-ID"] = make_msgid(domain="beadle.invalid")
        mail.set_content(
            "Keep this mail. The lines below prove, as long as you have them, what the audit log of the camera system\n"
            f"contained at {last.at:%H:%M on %d %B %Y} (UTC). To check the log against it, save this mail and run:\n\n"
            "    beadle audit verify --checkpoints THE-SAVED-MAIL\n\n"
            f"{last.note}",
            cte="8bit",
        )
        return mail

    def _connected(self) -> smtplib.SMTP:
        post = self._post
        context = self._context or ssl.create_default_context()
        if post.security == "tls":
            return smtplib.SMTP_SSL(post.host, post.port, timeout=_PATIENCE_S, context=context)
        server = smtplib.SMTP(post.host, post.port, timeout=_PATIENCE_S)
        if post.security == "starttls":
            try:
                server.starttls(context=context)
            except BaseException:
                server.close()
                raise
        return server
