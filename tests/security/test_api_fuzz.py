"""About a thousand requests made from the description of the API. `make prove` sends more (tests/prove/api_fuzz.py)."""

from __future__ import annotations

from tests.factories.served import Served
from tests.security.fuzzing import Fuzzer, something_of_everything

EACH = 6


def test_no_request_made_from_the_description_breaks_the_server(server: Served, description: dict[str, object]) -> None:
    something_of_everything(server)
    report = Fuzzer(server, description).run(EACH, seed=1)
    assert not report.faults, "\n".join(f"{kind}\n    {example}" for kind, example in report.faults.items())
    assert report.cases >= 500
