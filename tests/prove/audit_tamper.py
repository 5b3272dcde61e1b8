"""The heavy proof: a hundred thousand random tamperings of logs of up to 3,000 leaves, all found.

.venv/bin/python -m tests.prove.audit_tamper [--turns 100000] [--seed 1]
"""

from __future__ import annotations

import argparse
import random

from rich.console import Console
from tests.factories.tampering import made, tamper


def main() -> None:
    """Tamper and print what was done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    large = tamper([made(chance, size) for size in (700, 3_000)], options.turns // 50, chance)
    small = tamper([made(chance, size) for size in (2, 5, 30, 64, 260)], options.turns - options.turns // 50, chance)
    for way in sorted({*small, *large}):
        Console().print(f"{way:24} {small.get(way, 0) + large.get(way, 0):8}")
    Console().print(f"{'all found':24} {sum(small.values()) + sum(large.values()):8}")


if __name__ == "__main__":
    main()
