"""The daily mail, taken by a real SMTP server on a socket."""

from __future__ import annotations

import smtplib
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from tests.factories.log import point

from beadle.audit.errors import CopyFailed
from beadle.audit.judging import notes_in
from beadle.audit.places.mail import MailPlace, Post
from beadle.audit.places.terms import Sent

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SENT = [Sent(number, AT, point(number)) for number in (1, 2)]


class Server(socketserver.ThreadingTCPServer):
    """Takes mail as RFC 5321 has it; refuses recipients at `refused.example`."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.mails: list[bytes] = []
        self.signed_in: list[str] = []


class Conversation(socketserver.StreamRequestHandler):
    """One client."""

    server: Server

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 test ESMTP")
        for raw in self.rfile:
            word = raw.split(None, 1)[0].upper()
            if word == b"EHLO":
                self.wfile.write(b"250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN\r\n")
            elif word == b"AUTH":
                self.server.signed_in.append(raw.decode().strip())
                self.say("235 fine" if b"AHVzZXIA" in raw else "535 no")
            elif word == b"RCPT" and b"refused.example" in raw:
                self.say("550 not here")
            elif word == b"DATA":
                self.say("354 go on")
                data = b""
                while (line := self.rfile.readline()) != b".\r\n":
                    data += line[1:] if line.startswith(b".") else line
                self.server.mails.append(data)
                self.say("250 taken")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")


@contextmanager
def serving() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join(60)


def post(server: Server, **more: str) -> Post:
    values = {"security": "none", "sender": "cctv@council.example", "recipient": "dpo@council.example"} | more
    return Post("127.0.0.1", server.server_address[1], **values)


def test_the_newest_checkpoint_arrives_and_can_be_read_back() -> None:
    with serving() as server:
        MailPlace(post(server, user="user", password="word")).send(SENT)
    (data,) = server.mails
    mail = message_from_bytes(data, policy=policy.default)
    assert (mail["To"], mail["From"]) == ("dpo@council.example", "cctv@council.example")
    assert mail["Subject"] == "Audit log: checkpoint 2 of 01 June 2026"
    assert notes_in(data.decode()) == [SENT[1].note]
    assert len(server.signed_in) == 1


def test_a_refusal_says_why_and_not_the_password() -> None:
    with serving() as server:
        with pytest.raises(CopyFailed, match="not here"):
            MailPlace(post(server, recipient="dpo@refused.example")).send(SENT)
        with pytest.raises(CopyFailed) as refused:
            MailPlace(post(server, user="other", password="word-of-mine")).send(SENT)
    assert "word-of-mine" not in str(refused.value)
    assert server.mails == []


def test_mail_is_not_sent_in_the_open_where_it_should_not_be() -> None:
    with serving() as server, pytest.raises((CopyFailed, smtplib.SMTPException)):
        MailPlace(post(server, security="starttls")).send(SENT)
    assert server.mails == []


def test_where_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    place = MailPlace(Post("127.0.0.1", port, "none", "a@b.example", "c@d.example", password="secret-word"))
    assert "secret-word" not in repr(place._post)
    with pytest.raises(OSError, match="refused"):
        place.send(SENT)
