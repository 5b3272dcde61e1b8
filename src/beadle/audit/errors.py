"""Errors of the audit room."""

from __future__ import annotations

from beadle.platform.errors import Unavailable


class AuditUnavailable(Unavailable):
    """The log cannot be written, so the act or look may not happen."""

    title = "The audit log cannot be written"
