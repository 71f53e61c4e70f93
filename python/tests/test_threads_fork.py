"""The number of threads changes no result; forked children and Python threads can compute."""

import concurrent.futures
import os
import subprocess
import sys
from pathlib import Path

import computation
import diff
import pytest

SCRIPT = Path(computation.__file__)


def computed(form="digest", **variables):
    """What computation.py prints in a process with the environment variables given."""
    command = [sys.executable, str(SCRIPT), diff.module.__name__, form]
    done = subprocess.run(
        command, env={**os.environ, **variables}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def alone():
    return computed(TEGULA_NUM_THREADS="1")


@pytest.mark.parametrize("threads", ["2", "3", "7"])
def test_results_do_not_depend_on_threads(alone, threads):
    several = computed(TEGULA_NUM_THREADS=threads)
    pairs = zip(alone.splitlines(), several.splitlines(), strict=True)
    assert [a.split()[0] for a, b in pairs if a != b] == []


@pytest.mark.parametrize("threads", ["0", "-3", "many", "", "100000"])
def test_odd_numbers_of_threads(alone, threads):
    code = f"import {diff.module.__name__} as np; print(np.exp(np.ones(500_000)).sum() > 1)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "TEGULA_NUM_THREADS": threads},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == "True\n", done.stderr


FORK = """
import os, signal
import {module} as np
signal.alarm(60)
def work():
    a = np.arange(400_000.0)
    m = a[:90_000].reshape(300, 300)
    return (np.exp(-a).sum(), (a + a[::-1]).sum(), (m @ m).sum(), a.std())
before = work()
for generation in range(2):
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        if work() != before:
            os._exit(3)
        if generation == 0 and (grandchild := os.fork()) == 0:
            os._exit(0 if work() == before else 4)
        if generation == 0:
            os._exit(os.waitstatus_to_exitcode(os.waitpid(grandchild, 0)[1]))
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status == 0, status
assert work() == before
print("done")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.parametrize("threads", ["1", "2", "4"])
def test_forked_children_compute(threads):
    """With threads started in the parent, children and grandchildren start their own."""
    if diff.module.__name__ == "numpy":
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    else:
        environment = {**os.environ, "TEGULA_NUM_THREADS": threads}
    code = FORK.format(module=diff.module.__name__)
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.stdout == "done\n", (done.returncode, done.stderr)


def test_python_threads_share_arrays(np):
    a = np.arange(300_000.0)
    expected = ((a * 2).sum(), np.exp(-a).sum(), a.std())

    def work(_):
        return ((a * 2).sum(), np.exp(-a).sum(), a.std())

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(40))) == [expected] * 40


def test_python_threads_write_their_own_parts(np):
    a = np.zeros((4, 100_000))

    def work(i):
        for _ in range(20):
            a[i] += i
            np.add(a[i], 1, out=a[i])

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert [row.tolist()[0] for row in a] == [20, 40, 60, 80]
    assert (a == a[:, :1]).all()
