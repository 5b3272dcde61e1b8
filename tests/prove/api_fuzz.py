"""Thousands of requests made from the API's description, sent to a real server: `python -m tests.prove.api_fuzz`.

Half fit the description, half break it. Exit code 1 where one was answered with a status of 500 or more, an answer does
not conform to the description, or a request that breaks it was taken.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from tests.factories.served import served
from tests.security.fuzzing import Fuzzer, Report, something_of_everything
from tools.generate import import_everything, openapi_file

from beadle.migrations import upgrade
from beadle.platform.postgres import EmbeddedPostgres

LEAST_CASES = 5000


def fuzz(each: int, seed: int) -> Report:
    """A new database and server, and `each` cases of either kind for every operation."""
    import_everything()
    description: dict[str, Any] = json.loads(openapi_file())
    with tempfile.TemporaryDirectory(prefix="beadle-fuzz-") as folder:
        database = EmbeddedPostgres(Path(folder), durable=False)
        asyncio.run(database.start())
        try:
            upgrade(database.url())
            with served(database.url()) as server:
                something_of_everything(server)
                report = Fuzzer(server, description).run(each, seed=seed)
                if not server.alive():
                    report.found("the server", "it does not answer any more", server.log[-2000:])
                return report
        finally:
            asyncio.run(database.stop())


def main() -> int:
    """Run; 0 when nothing was found in enough cases."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--each", type=int, default=70, help="cases of either kind for every operation")
    options.add_argument("--seed", type=int, default=random.randrange(2**32))
    given = options.parse_args()
    report = fuzz(given.each, given.seed)
    say = Console(highlight=False, markup=False, soft_wrap=True).print
    say(f"seed: {given.seed}")
    say(f"operations: {len(report.reached)}")
    say(f"cases: {report.cases} (goal: at least {LEAST_CASES})")
    say(f"answers by status: {', '.join(f'{n} x {status}' for status, n in sorted(report.statuses.items()))}")
    say(f"of which told that the recorder is away, which it is: {report.away}")
    never = [name for name, found in report.reached.items() if not any(status < 300 for status in found)]
    say(f"operations that never answered well: {', '.join(never) or 'none'}")
    say(f"faults: {len(report.faults)} (goal: 0)")
    for kind, example in report.faults.items():
        say(f"{kind}\n    {example}")
    return 0 if not report.faults and report.cases >= LEAST_CASES else 1


if __name__ == "__main__":
    sys.exit(main())
