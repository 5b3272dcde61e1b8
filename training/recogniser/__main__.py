"""`python -m training.recogniser strips|train|export|score`: each says what it does with --help."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

MODEL = Path(__file__).parents[2] / "src/beadle/anpr/engine/models/recogniser.onnx"


def _strips(given: argparse.Namespace) -> None:
    from training.recogniser import shelf

    for number, path in enumerate(shelf.fill(given.folder / "strips", given.seed, given.lots), 1):
        print(f"{number}/{given.lots} {path.name}", flush=True)


def _train(given: argparse.Namespace) -> None:
    from training.recogniser import train

    plan = train.Plan(given.folder, given.seed, given.steps, given.batch, given.rate, resume=given.resume)
    train.run(plan)


def _export(given: argparse.Namespace) -> None:
    from training.recogniser import export

    export.export(given.folder / "latest.pt", given.to)
    print(f"{given.to}: {given.to.stat().st_size / 1e6:.2f} MB")


def _score(given: argparse.Namespace) -> None:
    from training.recogniser import score

    print(score.table(given.model, given.number, given.seed, foreign=given.foreign))


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m training.recogniser", description=__doc__)
    verbs = made.add_subparsers(dest="verb", required=True)
    strips = verbs.add_parser("strips", help="make strips for the training to learn from, until told to stop")
    strips.add_argument("--lots", type=int, default=400)
    strips.set_defaults(run=_strips)
    train = verbs.add_parser("train", help="train on the strips in the folder; more may arrive meanwhile")
    train.add_argument("--steps", type=int, default=8000)
    train.add_argument("--batch", type=int, default=96)
    train.add_argument("--rate", type=float, default=2.5e-3)
    train.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    train.set_defaults(run=_train)
    export = verbs.add_parser("export", help="write the averaged weights of the last checkpoint as ONNX")
    export.add_argument("--to", type=Path, default=MODEL)
    export.set_defaults(run=_export)
    for verb in (strips, train, export):
        verb.add_argument("--folder", type=Path, required=True, help="where strips and checkpoints live")
    score = verbs.add_parser(
        "score", help="whole plates right, for each family, on strips of a seed that no training saw"
    )
    score.add_argument("--model", type=Path, default=MODEL)
    score.add_argument("--number", type=int, default=4000)
    score.add_argument("--foreign", action="store_true", help="write all plates in fonts that no training uses")
    score.set_defaults(run=_score)
    for verb, seed in ((strips, 4), (train, 4), (score, 90_001)):
        verb.add_argument("--seed", type=int, default=seed)
    return made


if __name__ == "__main__":
    chosen = parser().parse_args()
    chosen.run(chosen)
    sys.exit(0)
