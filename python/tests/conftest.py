"""Command-line options and Hypothesis settings of the differential tests."""

import importlib
import os

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


def pytest_configure(config):
    diff.module = importlib.import_module(config.getoption("--module"))


@pytest.fixture
def np():
    """The module under test."""
    return diff.module
