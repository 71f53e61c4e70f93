"""Random iterations with `nditer` over random operands, flags and steps, against NumPy.

Left out is what NumPy leaves to chance: flat indices with buffers or a range, elements nobody has written.
"""

import math
import random

import pytest
from diff import check, outcome

FLAGS = {
    "multi_index": 0.25,
    "c_index": 0.12,
    "f_index": 0.12,
    "external_loop": 0.3,
    "buffered": 0.45,
    "delay_bufalloc": 0.1,
    "grow_inner": 0.15,
    "ranged": 0.2,
    "reduce_ok": 0.5,
    "refs_ok": 0.1,
    "zerosize_ok": 0.7,
    "common_dtype": 0.1,
    "copy_if_overlap": 0.1,
}
OPERAND_FLAGS = ["no_broadcast", "contig", "aligned", "nbo", "updateifcopy", "no_subtype"]
STATE = [
    "finished",
    "has_delayed_bufalloc",
    "has_index",
    "has_multi_index",
    "index",
    "iterindex",
    "iterrange",
    "itersize",
    "multi_index",
    "nop",
    "dtypes",
]


class Operand:
    """An array that broadcasts to a shape, or one that is to be made."""

    def __init__(self, rng, shape, may_be_made):
        self.made = may_be_made and rng.random() < 0.12
        rank = rng.randint(0, len(shape)) if rng.random() < 0.4 else len(shape)
        self.shape = [1 if rng.random() < 0.2 else n for n in shape[len(shape) - rank :]]
        if self.shape and rng.random() < 0.04:
            self.shape[rng.randrange(rank)] += 1
        self.order = rng.sample(range(rank), rank)
        self.steps = [rng.choice([1, 1, -1, 2]) for _ in range(rank)]
        self.dtype = rng.choice(["i8", "i8", "f8", "i4", "c16", "f4", "?"])
        access = ["writeonly", "writeonly"] if self.made else ["readonly", "readonly", "readwrite"]
        self.flags = [rng.choice([*access, "readwrite"])] + ["allocate"] * self.made
        self.flags += [flag for flag in OPERAND_FLAGS if rng.random() < 0.08]
        self.writes = self.flags[0] != "readonly"

    def __call__(self, np):
        if self.made:
            return None
        wide = [n * abs(step) for n, step in zip(self.shape, self.steps, strict=True)]
        a = np.arange(math.prod(wide)).astype(self.dtype).reshape([wide[axis] for axis in self.order])
        a = a.transpose([self.order.index(axis) for axis in range(len(wide))])
        return a[(..., *(slice(None, None, step) for step in self.steps))]


def axes_of(rng, operand, ndim):
    if rng.random() < 0.15:
        return None
    rank = ndim if operand.made else len(operand.shape)
    axes = ([*rng.sample(range(rank), rank)] + [-1] * ndim)[:ndim]
    return rng.sample(axes, ndim)


def arguments(rng, shape, operands):
    flags = [flag for flag, chance in FLAGS.items() if rng.random() < chance]
    if {"buffered", "ranged"} & set(flags) or math.prod(shape) == 1:
        flags = [flag for flag in flags if not flag.endswith("_index") or flag == "multi_index"]
    if "buffered" in flags:
        flags = [flag for flag in flags if flag != "multi_index"]
    kwargs = {"flags": flags, "op_flags": [operand.flags for operand in operands]}
    if rng.random() < 0.4:
        kwargs["op_dtypes"] = [rng.choice([None, "f8", "c16", "i8", "f4"]) for _ in operands]
    kwargs["casting"] = rng.choice(["safe", "same_kind", "unsafe", "unsafe", "unsafe", "no"])
    kwargs["order"] = rng.choice("KKKCFA")
    if rng.random() < 0.2:
        ndim = rng.randint(0, 4)
        kwargs["op_axes"] = [axes_of(rng, operand, ndim) for operand in operands]
        if rng.random() < 0.3:
            kwargs["itershape"] = [rng.choice([-1, 1, 2, 3]) for _ in range(ndim)]
    elif rng.random() < 0.1:
        kwargs["itershape"] = [rng.choice([-1, n]) for n in shape]
    if rng.random() < 0.5:
        kwargs["buffersize"] = rng.choice([0, 1, 2, 3, 4, 5, 7, 12, 16])
    return kwargs


def steps_of(rng, flags, ndim):
    steps = [("reset", ())] * ("delay_bufalloc" in flags)
    for _ in range(rng.randint(0, 2)):
        if {"buffered", "reduce_ok"} <= set(flags):
            break
        steps.append(
            rng.choice(
                [
                    ("reset", ()),
                    ("iterindex", rng.randint(-1, 8)),
                    ("index", rng.randint(-1, 8)),
                    ("multi_index", tuple(rng.randint(-1, 3) for _ in range(ndim))),
                    ("iterrange", (rng.randint(0, 4), rng.randint(3, 9))),
                    ("remove_axis", (rng.randint(-1, ndim),)),
                    ("reset" if "ranged" in flags else "enable_external_loop", ()),
                ]
            )
        )
    return steps


def run_case(number):
    rng = random.Random(number)
    shape = [rng.choice([1, 2, 3, 4]) for _ in range(rng.randint(0, 3))]
    nop = rng.choice([1, 1, 2, 2, 3])
    operands = [Operand(rng, shape, nop > 1) for _ in range(nop)]
    kwargs = arguments(rng, shape, operands)
    steps = steps_of(rng, kwargs["flags"], len(shape))
    number = rng.randint(0, 9)

    def visit(it, views):
        seen = [it.iterindex]
        for i, (operand, view) in enumerate(zip(operands, views, strict=True)):
            known = not operand.made and operand.flags[0] != "writeonly"
            seen.append(view.copy() if known else view.shape)
            if operand.writes:
                it[i] = number + i
        return seen

    def body(np):
        arrays = [operand(np) for operand in operands]
        it = np.nditer(arrays, **kwargs)
        results = [[outcome(lambda name=name: getattr(it, name)) for name in STATE]]
        for name, value in steps:
            if isinstance(value, tuple) and name not in ("multi_index", "iterrange"):
                results.append(outcome(lambda name=name, value=value: getattr(it, name)(*value)))
            else:
                results.append(outcome(lambda name=name, value=value: setattr(it, name, value)))
            results.append([outcome(lambda name=name: getattr(it, name)) for name in STATE])
        while not it.finished:
            results.append(visit(it, it[:]))
            it.iternext()
        results.append([(a.shape, a.dtype, a.strides if a.size > 1 else ()) for a in it.operands])
        it.close()
        return [results, [a for a in arrays if a is not None], outcome(lambda: it.value)]

    check(body)


@pytest.mark.random_cases
def test_iterations(case_numbers):
    for number in case_numbers:
        try:
            run_case(number)
        except AssertionError as error:
            raise AssertionError(f"case {number}: {error}") from None
