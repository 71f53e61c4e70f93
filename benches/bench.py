"""Measures Tegula against NumPy, each in a process of its own, turn by turn.

    cargo xtask bench                              builds what ships, then runs this with all cases
    python benches/bench.py --only 'small/*'       some cases, with the package as it is installed
    python benches/bench.py --threads 1 --json out/one.json
    python benches/bench.py --check                compares results, takes no times

How it measures. A shared machine changes its speed from one second to the next, so only times taken next to
each other can be compared. For every case both engines take short turns in shuffled order, many times, and
the least time of each counts. A turn repeats the expression for about 8 ms after one uncounted pass; the
cost of the empty loop is taken off. An engine whose threads still spin is waited for before the other's
turn begins. With one thread, both engines visit every processor, because two processors need not be equally
fast. Garbage collection is off. Before a time counts, the results must agree: shape, dtype, and sampled
values.

The ratio is Tegula's time divided by NumPy's: below 1 Tegula is faster. `limit` is the project's own goal.
"""

import argparse
import fnmatch
import functools
import gc
import importlib
import itertools
import json
import math
import multiprocessing
import os
import platform
import random
import statistics
import sys
import time
from pathlib import Path

import workloads

ROOT = Path(__file__).resolve().parents[1]
THREAD_VARIABLES = ("TEGULA_NUM_THREADS", "RAYON_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
TURN_NS = 8_000_000
ANSWER_SECONDS = 300
SAMPLES = 1000


class Engine:
    """One array module, in its own process."""

    def __init__(self, module):
        sys.path.insert(0, str(ROOT / "examples"))
        self.np = importlib.import_module(module)
        self.version = getattr(self.np, "__version__", "?")
        self.empty = compile_loop("pass", {})
        self.idle = math.inf

    def prepare(self, setup, code):
        """Sets a case up; returns its result as plain data, and the ns of one pass."""
        self.loop = None
        gc.collect()
        names = {"np": self.np, "rng": self.np.random.default_rng(7)}
        exec(setup, names)
        result = describe(evaluate(code, names))
        self.loop = compile_loop(code, names)
        return result, min(self.loop(1), self.loop(1))

    def turn(self, count, processor):
        """The mean ns of `count` passes, the loop's own cost taken off."""
        every = os.sched_getaffinity(0) if processor is not None else None
        gc.collect()
        gc.disable()
        try:
            if every:
                os.sched_setaffinity(0, {sorted(every)[processor % len(every)]})
            self.loop(1)
            self.idle = min(self.idle, self.empty(100_000) / 100_000)
            return self.loop(count) / count - self.idle
        finally:
            gc.enable()
            if every:
                os.sched_setaffinity(0, every)
            settle()


def evaluate(code, names):
    """The value of an expression; of a statement, what it leaves in `c`."""
    try:
        expression = compile(code, "case", "eval")
    except SyntaxError:
        exec(code, names)
        return names["c"]
    return eval(expression, names)


def compile_loop(code, names):
    """A function of n that runs `code` n times and returns the ns it took."""
    values = {name: value for name, value in names.items() if name != "__builtins__"}
    head = f"def loop(n, {', '.join(values)}):\n it = repeat(None, n)\n start = clock()\n for _ in it:\n"
    scope = {"repeat": itertools.repeat, "clock": time.perf_counter_ns}
    exec(f"{head}  {code}\n return clock() - start", scope)
    return functools.partial(scope["loop"], **values)


def settle():
    """Waits, at most 50 ms, until this process's other threads sleep."""
    for _ in range(50):
        busy, start = time.process_time(), time.perf_counter()
        time.sleep(0.001)
        if time.process_time() - busy < 0.2 * (time.perf_counter() - start):
            return


def describe(value):
    """Shape, dtype and evenly spread samples of an array, scalar or list of floats."""
    if isinstance(value, list):
        return (len(value),), "list", value[:: max(1, len(value) // SAMPLES)]
    flat = value.reshape(-1)
    return tuple(value.shape), str(value.dtype), flat[:: max(1, flat.size // SAMPLES)].tolist()


def agree(ours, theirs, tolerance):
    """Why two results differ, or nothing."""
    for what, a, b in zip(("shape", "dtype"), ours, theirs, strict=False):
        if a != b:
            return f"{what} {a}, NumPy has {b}"
    for a, b in zip(ours[2], theirs[2], strict=True):
        if not (a == b or math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance) or (a != a and b != b)):
            return f"value {a!r}, NumPy has {b!r}"
    return None


def serve(module, pipe):
    """The engine's process: answers (method, arguments) with (ok, result) until the pipe closes."""
    engine = None
    call = (Engine, (module,))
    while True:
        try:
            target, arguments = call
            answer = target(*arguments)
            if engine is None:
                engine, answer = answer, answer.version
            pipe.send((True, answer))
        except Exception as error:
            pipe.send((False, f"{type(error).__name__}: {error}"))
            if engine is None:
                return
        try:
            method, arguments = pipe.recv()
        except EOFError:
            return
        call = (getattr(engine, method), arguments)


class Worker:
    """The parent's end of an engine."""

    def __init__(self, module):
        context = multiprocessing.get_context("spawn")
        self.pipe, child = context.Pipe()
        self.process = context.Process(target=serve, args=(module, child), daemon=True)
        self.process.start()
        child.close()
        self.version = self.answer()

    def answer(self):
        try:
            if not self.pipe.poll(ANSWER_SECONDS):
                self.process.kill()
                raise RuntimeError(f"no answer in {ANSWER_SECONDS} s")
            ok, value = self.pipe.recv()
        except EOFError:
            self.process.join()
            raise RuntimeError(f"the process ended with code {self.process.exitcode}") from None
        if not ok:
            raise RuntimeError(value)
        return value

    def ask(self, method, *arguments):
        self.pipe.send((method, arguments))
        return self.answer()


def measure(case, engines, options, shuffle):
    """One case on both engines: a dict of figures, or of what is wrong."""
    results, counts = {}, {}
    for name, engine in engines.items():
        results[name], once = engine.ask("prepare", case.setup, case.code)
        counts[name] = max(1, min(1_000_000, int(TURN_NS / max(once, 1))))
    wrong = agree(results["tegula"], results["numpy"], case.tolerance)
    if wrong or options.check:
        return {"wrong": wrong} if wrong else {}
    times = {name: [] for name in engines}
    start = time.perf_counter()
    for turn in range(options.turns):
        if turn >= 3 and time.perf_counter() - start > options.budget:
            break
        order = list(engines)
        shuffle.shuffle(order)
        for name in order:
            taken = engines[name].ask("turn", counts[name], turn if options.threads == 1 else None)
            if turn == 0:  # the first estimate, of a single cold pass, was too high for short calls
                counts[name] = max(1, min(1_000_000, int(TURN_NS / max(taken, 1))))
            times[name].append(taken)
    figures = {
        name: {"least": min(t), "median": statistics.median(t), "turns": len(t)} for name, t in times.items()
    }
    return figures | {"ratio": figures["tegula"]["least"] / figures["numpy"]["least"], "limit": case.limit}


def readable(ns):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if ns >= size:
            return f"{ns / size:.3g} {unit}"
    return f"{ns:.3g} ns"


def row(case, figures):
    if "wrong" in figures:
        return f"{case.name:24} WRONG: {figures['wrong']}"
    if "ratio" not in figures:
        return f"{case.name:24} same result"
    verdict = "ok" if figures["ratio"] <= case.limit else "above the limit"
    times = "".join(f"{readable(figures[name]['least']):>11}" for name in ("numpy", "tegula"))
    return f"{case.name:24}{times}{figures['ratio']:9.2f}{case.limit:8.2f}  {verdict}"


def parse(argv):
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    processors = os.cpu_count() or 1
    parser.add_argument("--threads", type=int, default=processors, help="for every engine (default: all)")
    parser.add_argument("--only", nargs="+", default=["*"], metavar="PATTERN", help="cases, e.g. 'small/*'")
    parser.add_argument("--check", action="store_true", help="compare results, take no times")
    parser.add_argument("--quick", action="store_true", help="fewer turns")
    parser.add_argument("--strict", action="store_true", help="fail when a case is above its limit")
    parser.add_argument("--list", action="store_true", help="names of all cases")
    parser.add_argument("--json", type=Path, default=ROOT / "out" / "bench.json", help="file of the figures")
    parser.add_argument("--module", default="tegula", help="measured in Tegula's place (default: tegula)")
    options = parser.parse_args(argv)
    if options.threads < 1:
        parser.error("--threads must be at least 1")
    options.turns, options.budget = (9, 0.5) if options.quick else (31, 3.0)
    return options


def main(argv=None):
    options = parse(argv)
    chosen = [c for c in workloads.cases() if any(fnmatch.fnmatch(c.name, p) for p in options.only)]
    if options.list or not chosen:
        print("\n".join(case.name for case in workloads.cases()))
        return 0 if options.list else "error: no case of this name; these are all"
    os.environ.update(dict.fromkeys(THREAD_VARIABLES, str(options.threads)))
    try:
        engines = {"numpy": Worker("numpy"), "tegula": Worker(options.module)}
    except RuntimeError as error:
        return f"error: an engine does not start: {error}"
    versions = {name: engine.version for name, engine in engines.items()}
    plural = "" if options.threads == 1 else "s"
    print(
        f"NumPy {versions['numpy']}, {options.module} {versions['tegula']}, {options.threads} thread{plural}"
    )
    print(f"{'case':24}{'NumPy':>11}{'Tegula':>11}{'ratio':>9}{'limit':>8}")
    shuffle, figures = random.Random(1), {}
    for case in chosen:
        try:
            figures[case.name] = measure(case, engines, options, shuffle)
        except RuntimeError as error:
            figures[case.name] = {"wrong": str(error)}
            if not all(engine.process.is_alive() for engine in engines.values()):
                return f"error: {case.name}: an engine died: {error}"
        print(row(case, figures[case.name]), flush=True)
    wrong = [name for name, f in figures.items() if "wrong" in f]
    above = [name for name, f in figures.items() if f.get("ratio", 0) > f.get("limit", 0)]
    print(f"{len(figures)} cases: {len(above)} above their limit, {len(wrong)} wrong or failed")
    if not options.check:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        about = {"versions": versions, "threads": options.threads, "python": platform.python_version()}
        options.json.write_text(json.dumps(about | {"cases": figures}, indent=1) + "\n")
        print(f"figures: {options.json}")
    return 1 if wrong or (options.strict and above) else 0


if __name__ == "__main__":
    sys.exit(main())
