"""What the server's description calls its shapes: a name each, which the web app and everybody else can use."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DESCRIPTION = ROOT / "docs" / "what" / "openapi.json"
PLAIN = re.compile(r"[A-Z][A-Za-z0-9]*")


def test_no_two_schemas_share_a_name() -> None:
    """FastAPI writes whole modules into the names of those that do, or `-Input` where in and out differ.

    That the description is the code's own is checked where the pages are generated.
    """
    schemas = json.loads(DESCRIPTION.read_text("utf-8"))["components"]["schemas"]
    assert schemas
    clumsy = sorted(name for name in schemas if not PLAIN.fullmatch(name))
    assert not clumsy, "give each shape a name of its own"
