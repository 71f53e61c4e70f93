"""Compares training runs of `digits.py` and its Rust twin by the JSON files they wrote; prints one table.

    python examples/digits_compare.py out/tegula*.json out/rust*.json out/numpy*.json

Every run must have taken the same steps as the first NumPy run: losses equal within 1e-12 at the first step
and 1e-6 afterwards (relative), and the same predictions. Of several runs of one backend the quickest gives
its time.
"""

import argparse
import json
import sys
from pathlib import Path

NAMES = {"tegula": "Tegula, Python", "tegula-rust": "Tegula, Rust", "numpy": "NumPy"}
FIRST = 1e-12
LAST = 1e-6
KEYS = {"backend", "accuracy", "gradient_error", "train_seconds", "losses", "predictions"}
MAX_GRADIENT_ERROR = 1e-5


def name(backend):
    return NAMES.get(backend, backend)


def relative(a, b):
    """|a - b| / |b|. It is nan for losses that are not finite, and no limit admits nan."""
    return abs(a - b) / abs(b) if b else abs(a)


def differences(run, reference):
    """Relative loss difference at the first step, at the last, and the largest of all."""
    gaps = [relative(a, b) for a, b in zip(run["losses"], reference["losses"], strict=True)]
    return gaps[0], gaps[-1], max(gaps)


def failures(run, reference, min_accuracy):
    """What is wrong with a run, as sentences."""
    who = name(run["backend"])
    if not run["accuracy"] >= min_accuracy:
        yield f"{who}: test accuracy {run['accuracy']:.4f} is below {min_accuracy}"
    if not run["gradient_error"] < MAX_GRADIENT_ERROR:
        yield f"{who}: gradient check error {run['gradient_error']:.1e} is not below {MAX_GRADIENT_ERROR:.0e}"
    if len(run["losses"]) != len(reference["losses"]):
        yield f"{who}: {len(run['losses'])} steps, the reference took {len(reference['losses'])}"
        return
    first, last, largest = differences(run, reference)
    if not first <= FIRST:
        yield f"{who}: the first loss differs by {first:.1e} (relative), more than {FIRST:.0e}"
    if not last <= LAST:
        yield f"{who}: the last loss differs by {last:.1e} (relative), more than {LAST:.0e}"
    if not largest <= LAST:
        yield f"{who}: some loss differs by {largest:.1e} (relative), more than {LAST:.0e}"
    wrong = sum(a != b for a, b in zip(run["predictions"], reference["predictions"], strict=False))
    if run["predictions"] != reference["predictions"]:
        yield f"{who}: {wrong} of {len(reference['predictions'])} predictions differ from the reference's"


def table(runs, reference):
    """One line per backend: its quickest run's time, and how many times quicker than the reference it is."""
    best = {}
    for run in runs:
        key = run["backend"]
        if key not in best or run["train_seconds"] < best[key]["train_seconds"]:
            best[key] = run
    base = best[reference["backend"]]["train_seconds"]
    columns = (
        f"{'accuracy':>8} {'gradient':>9} {'training':>9} {'speed':>7} {'first loss':>11} {'last loss':>10}"
    )
    lines = [f"{'':16} {columns}"]
    for backend, run in best.items():
        same = len(run["losses"]) == len(reference["losses"])
        first, last, _ = differences(run, reference) if same else (float("nan"),) * 3
        lines.append(
            f"{name(backend):16} {run['accuracy']:8.4f} {run['gradient_error']:9.1e}"
            f" {run['train_seconds']:7.2f} s {base / run['train_seconds']:6.2f}x {first:11.1e} {last:10.1e}"
        )
    lines.append(f"speed, first loss, last loss: against {name(reference['backend'])} in this run")
    return "\n".join(lines)


def read(path):
    try:
        run = json.loads(path.read_text())
        missing = KEYS - run.keys()
    except (OSError, ValueError, AttributeError) as error:
        sys.exit(f"error: {path}: {error}")
    if missing or not run["losses"]:
        sys.exit(f"error: {path}: no training run in it")
    return run


def main(argv=None):
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("runs", nargs="+", type=Path, help="JSON files written with --json")
    parser.add_argument("--min-accuracy", type=float, default=0.97, help="least test accuracy")
    args = parser.parse_args(argv)
    runs = [read(path) for path in args.runs]
    reference = next((run for run in runs if run["backend"] == "numpy"), runs[0])
    print(table(runs, reference))
    problems = {text: None for run in runs for text in failures(run, reference, args.min_accuracy)}
    for text in problems:
        print(f"error: {text}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
