"""The NumPy column of `docs/numpy-to-rust.md`: every cell runs, with the same results from both modules."""

import re
from pathlib import Path

import pytest
from diff import SUM_DEFAULT, check

GUIDE = Path(__file__).parents[2] / "docs" / "numpy-to-rust.md"


def cells():
    for section in GUIDE.read_text().split("\n## ")[1:]:
        title = section.splitlines()[0]
        setup = re.search(r"<!-- (.*?) -->", section)
        for cell in re.findall(r"^\| `(.*?)` \|", section, re.MULTILINE):
            yield pytest.param(setup[1], cell.replace("\\|", "|"), id=f"{title}: {cell}")


CELLS = list(cells())


@pytest.mark.parametrize(("setup", "cell"), CELLS)
def test_cell(setup, cell):
    def body(np):
        names = {"np": np}
        exec(setup, names)
        try:
            code = compile(cell, "cell", "eval")
        except SyntaxError:
            exec(cell, names)
            return names["x"]
        value = eval(code, names)
        if "np.empty" in cell:
            # The values are arbitrary.
            value = np.zeros_like(value)
        # What changes its argument gives nothing.
        return names["x"] if value is None else value

    check(body, close=SUM_DEFAULT)


def test_the_tables_were_found():
    assert len(CELLS) > 100
