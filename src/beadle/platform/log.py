"""The log that operators of the machine read: JSON lines for machines, coloured lines on a terminal.

It never carries a password, a token or an address with a sign-in: see `redact`.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import cast

import structlog

_SECRET_KEYS = frozenset({"password", "token", "secret", "cookie", "authorization", "credentials", "csrf"})
_URL_SIGN_IN = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*://)[^/@\s]+@", re.IGNORECASE)


def redact(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Blank values whose key names a secret, and the sign-in part of any address."""
    for key, value in event.items():
        if key.lower() in _SECRET_KEYS:
            event[key] = "[hidden]"
        elif isinstance(value, str):
            event[key] = _URL_SIGN_IN.sub(r"\g<scheme>[hidden]@", value)
    return event


def escape_lines(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Make control characters visible, so that a name from outside cannot forge a line or drive a terminal."""
    for key, value in event.items():
        if isinstance(value, str) and not value.isprintable():
            event[key] = "".join(c if c.isprintable() else repr(c)[1:-1] for c in value)
    return event


def configure(*, json: bool, level: str = "INFO") -> None:
    """Set the log up once, at the start of a process. Lines go to standard error.

    Libraries speak through Python's own logging: a web server prints whole tracebacks of what we could not answer.
    They take the same way, from warnings upwards, so that nothing of theirs is unredacted or breaks the form.
    """
    renderer: structlog.typing.Processor
    renderer = (
        structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.typing.Processor] = [structlog.processors.format_exc_info, redact, escape_lines, renderer]
    structlog.configure(
        processors=[*before, *last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    others = logging.StreamHandler(sys.stderr)
    others.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *before],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.root.handlers = [others]
    logging.root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level.upper()]))


def get_logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """A logger that names the part it speaks for."""
    return cast("structlog.typing.FilteringBoundLogger", structlog.get_logger(part=name))
