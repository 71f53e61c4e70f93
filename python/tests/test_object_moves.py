"""Moving the elements of arrays of objects and strings: results against NumPy, and counts of references."""

import contextlib
import gc
import sys

import pytest
import tegula
from diff import check

ARRAYS = {
    "objects": "np.array([[1, 'a', None, 2.5], [(), 'b', 2**70, 1j], [b'c', True, {}, -1]], dtype=object)",
    "texts": "np.array([['a', 'bcd', 'ef', ''], ['ghi', 'j', 'kl', 'm'], ['no', 'p', 'qrs', 't']])",
    "bytes": "np.array([[b'a', b'bcd', b'ef', b''], [b'ghi', b'j', b'kl', b'm'], [b'no', b'p', b'q', b't']])",
}

# `b` is a copy of `a` that is written to, and `m` a mask.
MOVES = [
    "np.take(a,[0,2,5])",
    "np.take(a,[0,2],axis=1)",
    "a.take([[0,20]],mode='wrap')",
    "a.T.take([0,2],axis=0)",
    "b.put([0,2,2],[a[1,1],a[1,2]])",
    "b = a.T.copy().T; b.put([0,2,2],[a[1,1],a[1,2]])",
    "np.put(b,[1,2],'xyz')",
    "np.place(b,m,[a[0,1],a[2,2]])",
    "np.putmask(b,m,a[::-1])",
    "np.putmask(b,m,'zz')",
    "np.copyto(b,a[::-1],where=m)",
    "np.copyto(b,a[::-1])",
    "np.copyto(b,'q',where=m)",
    "np.copyto(b,3,where=m)",
    "np.copyto(b,b.T[:3,:3].repeat(2,axis=1)[:,:4],where=m)",
    "np.take_along_axis(a,np.array([[0,1],[2,3],[1,1]]),axis=1)",
    "np.put_along_axis(b,np.array([[0,1],[2,3],[1,1]]),a[:,:2],axis=1)",
    "np.choose(np.array([0,1,1,2]),[a[0],a[1],a[2]])",
    "np.choose(np.array([[0,1,1,2]]*3),[a,a[::-1],'x'])",
    "np.select([m,np.ones((3,4))>0],[a,a[::-1]],default='')",
    "np.select([m],[a],default=a[0,1])",
    "np.select([m],[a])",
    "np.compress([True,False,True],a,axis=0)",
    "np.extract(m,a)",
    "np.insert(a,1,'w',axis=1)",
    "np.insert(a,[1,2],a[:,:2],axis=1)",
    "np.insert(a,[1,5],a[0,:2])",
    "np.delete(a,1,axis=1)",
    "np.delete(a,[1,3])",
    "np.delete(a,slice(None,None,2))",
    "np.append(a,a[:1],axis=0)",
    "np.append(a,['x'])",
    "np.repeat(a,2,axis=1)",
    "np.repeat(a,[1,2,0],axis=0)",
    "np.tile(a,(2,2))",
    "np.roll(a,1)",
    "np.roll(a,(1,2),axis=(0,1))",
    "np.rot90(a)",
    "np.flip(a)",
    "np.pad(a,1)",
    "np.pad(a,1,mode='edge')",
    "np.pad(a,((1,0),(0,2)),mode='wrap')",
    "np.pad(a,1,mode='reflect')",
    "np.pad(a,1,mode='constant',constant_values='k')",
    "np.tri(3,4,dtype=a.dtype)",
    "np.tril(a)",
    "np.triu(a,1)",
    "np.diag(a[0])",
    "np.diag(a)",
    "np.diagflat(a[:1])",
    "np.fill_diagonal(b,'v')",
    "np.fill_diagonal(b,a[0,:2])",
    "b.flat[[1,2]]=a[2,2:]",
    "b.flat=a[0,:3]",
    "a.flat[2:5]",
    "a.flat[[1,1]]",
    "list(a.flat)",
    "np.split(a,2,axis=1)",
    "np.array_split(a,3,axis=1)",
    "np.hstack([a,a])",
    "np.vstack([a,a[:1]])",
    "np.dstack([a,a])",
    "np.column_stack([a,a])",
    "np.block([[a,a],[a,a]])",
    "np.concatenate([a.T,a.T],axis=1)",
    "np.moveaxis(a,0,1)",
    "np.swapaxes(a,0,1)",
    "np.squeeze(a[:1])",
    "np.atleast_2d(a[0])",
    "np.resize(a,(2,9))",
    "np.trim_zeros(a[0])",
    "np.meshgrid(a[0],a[1])",
    "np.broadcast_to(a,(2,3,4))",
    "np.broadcast_arrays(a,a[0])",
    "np.ravel(a,order='F')",
    "np.nonzero(a)",
    "np.argwhere(a)",
    "np.flatnonzero(a)",
    "np.count_nonzero(a)",
    "np.packbits(a)",
    "a[np.ix_([0,2],[1,3])]",
    "np.full_like(a,'h')",
    "np.zeros_like(a)",
    "np.ones_like(a)",
    "np.asfortranarray(a)",
    "np.require(a,requirements='F')",
    "np.array_equal(a,a.copy())",
    "np.lib.stride_tricks.sliding_window_view(a,2,axis=1)",
    "np.unravel_index(a,(3,4))",
    "np.eye(2,dtype=a.dtype)",
    "np.identity(2,dtype=a.dtype)",
    "np.where(m,a,'none')",
]


def program(array, move):
    lines = [f"a = {array}", "b, m = a.copy(), np.eye(3, 4) > 0"]
    *before, last = move.split("; ")
    lines += before
    try:
        compile(last, "move", "eval")
        lines.append(f"r = {last}")
    except SyntaxError:
        lines += [last, "r = None"]
    return "\n".join([*lines, "[r, b]"])


@pytest.mark.parametrize("kind", ARRAYS)
@pytest.mark.parametrize("move", MOVES)
def test_moves(move, kind):
    check(program(ARRAYS[kind], move))


class Thing:
    """Something that is equal to itself only."""


@pytest.mark.parametrize("move", MOVES)
def test_moves_keep_references_balanced(move):
    things = [Thing() for _ in range(12)]
    array = tegula.empty(12, object)
    array[:] = things
    space = {"np": tegula, "given": array.reshape(3, 4)}
    del array
    before = [sys.getrefcount(thing) for thing in things]
    with contextlib.suppress(TypeError, ValueError):
        exec(program("given.copy()", move), space)
    given = space["given"]
    space.clear()
    del given
    gc.collect()
    assert [sys.getrefcount(thing) + 1 for thing in things] == before
