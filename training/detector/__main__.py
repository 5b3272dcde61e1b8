"""`python -m training.detector train|export|score`."""

from __future__ import annotations

import argparse
from pathlib import Path

SHIPPED = Path(__file__).parents[2] / "src/beadle/anpr/engine/models/detector.onnx"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.detector", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    train = verbs.add_parser("train", help="draw scenes and learn from them")
    train.add_argument("--folder", type=Path, required=True, help="where checkpoints are kept")
    train.add_argument("--ring", type=Path, required=True, help="where scenes are kept, best in memory: /dev/shm/...")
    train.add_argument("--minutes", type=float, required=True)
    train.add_argument("--seed", type=int, default=4)
    train.add_argument("--rate", type=float, default=2e-3)
    train.add_argument("--reuse", type=float, default=6.0)
    train.add_argument("--resume", action="store_true")
    close = verbs.add_parser("train-close", help="learn exact corners from what the shipped first network finds")
    close.add_argument("--folder", type=Path, required=True)
    close.add_argument("--ring", type=Path, required=True)
    close.add_argument("--minutes", type=float, required=True)
    close.add_argument("--seed", type=int, default=5)
    close.add_argument("--rate", type=float, default=2e-3)
    close.add_argument("--resume", action="store_true")
    export = verbs.add_parser("export", help="write the ONNX file")
    export.add_argument("--folder", type=Path, required=True)
    export.add_argument("--target", type=Path, default=SHIPPED.parent)
    score = verbs.add_parser("score", help="measure the ONNX file on scenes it has never seen")
    score.add_argument("--models", type=Path, default=SHIPPED.parent)
    score.add_argument("--scenes", type=int, default=600)
    score.add_argument("--seed", type=int, default=90001)
    score.add_argument("--json", type=Path)
    return parser


def main() -> None:
    """Do what was asked; PyTorch is loaded only where it is needed."""
    asked = _parser().parse_args()
    if asked.verb == "train":
        from training.detector.learn import Plan, train

        plan = Plan(asked.folder, asked.ring, asked.minutes, asked.seed, rate=asked.rate, reuse=asked.reuse)
        train(plan, resume=asked.resume)
    elif asked.verb == "export":
        from training.detector.export import export

        export(asked.folder / "last.pt", asked.target / "detector.onnx")
        if (asked.folder / "close.pt").exists():
            from training.detector import close_learn

            close_learn.export(asked.folder / "close.pt", asked.target / "corners.onnx")
    elif asked.verb == "train-close":
        from training.detector import close_learn

        closer = close_learn.Plan(asked.folder, asked.ring, asked.minutes, asked.seed, rate=asked.rate)
        close_learn.train(closer, resume=asked.resume)
    else:
        from training.detector.score import score

        score(asked.models, asked.scenes, asked.seed, asked.json)


if __name__ == "__main__":
    main()
