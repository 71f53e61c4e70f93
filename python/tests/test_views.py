"""What shares memory with what: `.base`, flags, writing through views, read-only arrays."""

import pytest
from diff import check

SETUP = "a = np.arange(12.0).reshape(3, 4).copy()"
VIEWS = [
    "a[1:]",
    "a[::-1, ::2]",
    "a[0]",
    "a[:, 0]",
    "a[...]",
    "a[None]",
    "a.T",
    "a.reshape(4, 3)",
    "a.ravel()",
    "a.reshape(-1)",
    "a.swapaxes(0, 1)",
    "a.view()",
    "a.squeeze()",
    "a[1:][1:]",
    "a.T[1].reshape(3, 1)",
    "a.real",
    "np.asarray(a)",
    "np.broadcast_to(a, (2, 3, 4))",
    "a.diagonal()",
    "np.expand_dims(a, 0)",
    "a.astype(float, copy=False)",
    "a[()]",
    "a.view('int64')",
    "np.transpose(a)",
    "np.ravel(a)",
    "a.flat",
    "a.mT",
    "next(iter(a))",
]
COPIES = [
    "a.copy()",
    "a.flatten()",
    "a + 0",
    "a[[0, 1]]",
    "a[a > -1]",
    "a.astype(float)",
    "np.array(a)",
    "a.T.ravel()",
    "a.reshape(4, 3, order='F').ravel()",
    "np.where(a > 3, a, 0)",
    "np.concatenate([a])",
    "a.T.reshape(-1)",
    "a.sum(0)",
    "a.imag",
    "np.copy(a)",
    "a[0, 0]",
    "a.sum()",
    "-a",
    "a.T.flatten()",
    "a[True]",
    "np.stack([a])",
    "a.clip(0, 5)",
    "a.tolist()",
]


@pytest.mark.parametrize("expression", VIEWS)
def test_views(expression):
    check(f"{SETUP}; v = {expression}; [a, v]")
    check(f"{SETUP}; v = {expression}; [v.base is None, v.base is a, v is a]")
    check(f"{SETUP}; v = {expression}; a[1, 1] = -99; v")


@pytest.mark.parametrize("expression", COPIES)
def test_copies(expression):
    check(f"{SETUP}; v = {expression}; a[...] = -99; [a, v]")


@pytest.mark.parametrize("expression", VIEWS + COPIES)
def test_flags(expression):
    check(
        f"{SETUP}; v = {expression}; [v.flags[n] for n in ('C', 'F', 'W', 'A', 'OWNDATA', "
        "'C_CONTIGUOUS', 'BEHAVED', 'CARRAY', 'FARRAY', 'FNC', 'FORC')]"
    )
    check(
        f"{SETUP}; f = ({expression}).flags; [f.c_contiguous, f.f_contiguous, f.owndata, "
        "f.writeable, f.aligned, f.contiguous, f.fortran, f.forc]"
    )


@pytest.mark.parametrize("expression", VIEWS)
def test_writing_through_a_view(expression):
    check(f"{SETUP}; v = {expression}; v[...] = 7; [a, v]")
    check(f"{SETUP}; v = {expression}; v += 1; a")


def test_flags_object():
    check("print_ = str(np.zeros((2, 3)).flags); print_")
    check("repr(np.zeros(3)[::2].flags)")
    check("np.zeros(3).flags['NONSENSE']")
    check("np.zeros(3).flags.nonsense")
    check("f = np.zeros(3).flags; f.c_contiguous = False; f")
    check("[np.zeros(3).flags == np.ones(3).flags, np.zeros(3).flags.num]")


READ_ONLY = [
    "a[0] = 1",
    "a += 1",
    "a.fill(3)",
    "a.sort()",
    "np.add(a, 1, out=a)",
    "np.add.at(a, [0], 1)",
    "a[...] = 5",
    "a[[0]] = 5",
    "a[a > 0] = 5",
    "a.flat[0] = 5",
    "a.put([0], 1)",
    "a.setflags(write=True)",
    "a.flags.writeable = True",
    "a[0, 0] = 1",
    "np.random.default_rng(0).shuffle(a)",
    "np.copyto(a, 5)",
    "a.T[0] = 1",
    "a[1:][0] = 1",
    "a.reshape(-1)[0] = 1",
]


@pytest.mark.parametrize("statement", READ_ONLY)
@pytest.mark.parametrize(
    "array", ["np.broadcast_to(np.arange(4.0), (3, 4))", "np.arange(12.0).reshape(3, 4)[1:].copy()"]
)
def test_read_only(array, statement):
    lock = "a.flags.writeable = False; " if "broadcast" not in array else ""
    check(f"a = {array}; {lock}{statement}; a")


def test_locking():
    check("a = np.arange(3); a.flags.writeable = False; b = a[:]; c = a.copy(); [a, b, c, a + 1]")
    check("a = np.arange(3); b = a[:]; a.flags.writeable = False; b[0] = 9; a")
    check("a = np.arange(3); a.setflags(write=False); a.setflags(write=True); a[0] = 5; a")
    check("a = np.arange(3); a.flags.writeable = False; b = a[1:]; b.flags.writeable = True; b")
    check("a = np.arange(3); a.flags.writeable = False; b = np.array(a); b[0] = 1; [a, b]")


def test_base_is_the_owner():
    check(
        "a = np.arange(12); b = a[2:]; c = b[::2]; d = c.reshape(5, 1).T; "
        "[b.base is a, c.base is a, d.base is a, a.base]"
    )
    check(
        "a = np.arange(12).reshape(3, 4); "
        "[a.base is None, a.base.shape, a[1:].base is a.base, a[1:].base is a]"
    )
    check("b = np.arange(12)[3:]; del_ = b.base; [b, del_]")
    check("a = np.broadcast_to(np.arange(3), (2, 3)); [a.base.shape, a[0].base is a.base]")
    check("a = np.zeros(3); a.base = None; a")


def test_a_view_outlives_its_owner():
    check(
        "views = [np.arange(1000)[i::7] for i in range(7)]; junk = [np.zeros(1000) for _ in range(20)]; views"
    )


@pytest.mark.parametrize(
    "code",
    [
        "np.shares_memory(a, a[1:])",
        "np.shares_memory(a[::2], a[1::2])",
        "np.may_share_memory(a, a.T)",
        "np.may_share_memory(a, a.copy())",
        "np.shares_memory(a[:, ::2], a[:, 1::2])",
        "np.may_share_memory(a[:, ::2], a[:, 1::2])",
        "np.may_share_memory(a[0], a[1])",
        "np.shares_memory(a, [1, 2])",
    ],
)
def test_asking(code):
    check(f"{SETUP}; {code}")


def test_complex_parts_are_views():
    check("z = np.arange(4) + 1j * np.arange(4); r, i = z.real, z.imag; r[0] = 9; i[1:] += 5; [z, r, i]")
