"""Command-line options, Hypothesis settings and known differences of the differential tests."""

import importlib
import os
import random
from pathlib import Path

import diff
import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "default",
    deadline=None,
    max_examples=60,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=3000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser):
    parser.addoption(
        "--module",
        default=os.environ.get("TEGULA_TEST_MODULE", "tegula"),
        help="the module to compare with NumPy; 'numpy' checks the tests themselves",
    )
    parser.addoption("--cases", type=int, default=400, help="how many cases the tests of random cases run")
    parser.addoption("--first-case", type=int, help="the number of the first of them; -1 for one never seen")


def pytest_configure(config):
    diff.module = importlib.import_module(config.getoption("--module"))


def known_differences():
    """The cases where Tegula is known to differ from NumPy, each with its reason: see the file's head."""
    reasons, reason = {}, ""
    for line in Path(__file__).with_name("known_differences.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            reason = line[2:]
        elif line:
            reasons[line] = reason
    return reasons


def pytest_collection_modifyitems(config, items):
    """Expects the known differences to fail, so that one which is mended must leave the list."""
    if config.getoption("--module") == "numpy":
        return
    reasons = known_differences()
    for item in items:
        reason = reasons.get(item.nodeid.removeprefix("python/tests/"))
        if reason:
            # Hypothesis may not find the difference again; the other cases always meet it.
            strict = not getattr(item.obj, "is_hypothesis_test", False)
            item.add_marker(pytest.mark.xfail(reason=reason, strict=strict))


@pytest.fixture
def np():
    """The module under test."""
    return diff.module


@pytest.fixture
def case_numbers(request):
    """The numbers random cases are made from: always the same, but for what the command line says."""
    first = request.config.getoption("--first-case") or 0
    if first < 0:
        first = random.SystemRandom().randrange(10**12)
    return range(first, first + request.config.getoption("--cases"))
