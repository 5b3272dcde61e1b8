"""Fuzz the messages that plate cameras push, over every adapter and a mapping of each form."""

from __future__ import annotations

import sys
import uuid
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from beadle.anpr.adapters.mapping import ColumnMapping
from beadle.anpr.adapters.terms import Adapter, Context
from beadle.anpr.adapters.understand import understand
from beadle.anpr.terms import LONGEST_PLATE, Observation

COLUMNS = {"plate": "plate", "time": "time", "event": "@id", "confidence": "score", "patch": "image"}
MAPPINGS = [
    ColumnMapping.model_validate({"format": form, "columns": COLUMNS, "rows": "rows"})
    for form in ("json", "xml", "csv")
]
CONTEXT = Context(uuid.UUID(int=1), datetime(2026, 6, 1, 12, 0, tzinfo=UTC), ZoneInfo("Europe/London"))
CONTEXTS = [
    CONTEXT,
    *(Context(CONTEXT.camera_id, CONTEXT.received_at, CONTEXT.zone, Adapter.MAPPED, mapping) for mapping in MAPPINGS),
]
TYPES = ("", "multipart/form-data; boundary=b", "multipart/x-mixed-replace", "application/json", "text/xml")


def TestOneInput(data: bytes) -> None:  # noqa: N802 - the name that atheris and OSS-Fuzz look for
    """One message; its first byte says which content type and which camera."""
    if not data:
        return
    content_type, context = TYPES[data[0] % len(TYPES)], CONTEXTS[data[0] // len(TYPES) % len(CONTEXTS)]
    for each in understand(content_type, data[1:], context):
        if isinstance(each, Observation):
            assert 0 < len(each.text) <= LONGEST_PLATE
            assert 0 <= each.confidence <= 1
            assert 0 < len(each.event_id) <= 80


if __name__ == "__main__":
    import atheris

    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
