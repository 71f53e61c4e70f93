//! Planning: which loops to run over several strided operands at once.

use tegula_core::DType;

/// The most operands an operation may have.
pub(crate) const MAX_OPERANDS: usize = 8;

/// A strided operand, given on the shape that is iterated over: broadcast axes have stride 0.
#[derive(Clone, Copy)]
pub struct Operand<'a> {
    /// The first element.
    pub ptr: *mut u8,
    /// The element type.
    pub dtype: DType,
    /// The byte stride of each axis of the iteration shape.
    pub strides: &'a [isize],
}

/// One loop: how often it runs and how far each operand moves.
#[derive(Clone, Copy)]
pub(crate) struct Dim {
    pub n: usize,
    pub strides: [isize; MAX_OPERANDS],
    /// True for an axis that a reduction removes.
    pub reduced: bool,
}

/// The loops over a set of operands, slowest first: axes sorted by stride and merged where all operands
/// allow it.
pub(crate) struct Plan {
    pub dims: Vec<Dim>,
    /// Where each operand starts, after axes that run backwards have been turned round.
    pub ptrs: [*mut u8; MAX_OPERANDS],
    pub operands: usize,
}

impl Plan {
    /// Plans for operands on `shape`. Earlier operands decide the order of the loops. `reduced` tells
    /// which axes a reduction removes; those never merge with kept ones.
    pub fn new(shape: &[usize], operands: &[Operand], reduced: impl Fn(usize) -> bool) -> Plan {
        debug_assert!(operands.len() <= MAX_OPERANDS);
        let mut ptrs = [std::ptr::null_mut(); MAX_OPERANDS];
        for (ptr, operand) in ptrs.iter_mut().zip(operands) {
            *ptr = operand.ptr;
        }
        let mut dims: Vec<Dim> = Vec::with_capacity(shape.len());
        for (axis, &n) in shape.iter().enumerate() {
            if n == 1 {
                continue;
            }
            let mut strides = [0; MAX_OPERANDS];
            for (stride, operand) in strides.iter_mut().zip(operands) {
                *stride = operand.strides[axis];
            }
            if strides.iter().all(|&s| s <= 0) && strides.iter().any(|&s| s < 0) {
                for (ptr, stride) in ptrs.iter_mut().zip(&mut strides) {
                    *ptr = ptr.wrapping_offset(*stride * (n as isize - 1));
                    *stride = -*stride;
                }
            }
            let dim = Dim { n, strides, reduced: reduced(axis) };
            // Insertion sort: axes mostly come in order. Only a clear verdict moves an axis.
            let mut at = dims.len();
            while at > 0 && slower(&dim, &dims[at - 1]) {
                at -= 1;
            }
            dims.insert(at, dim);
        }
        let mut merged: usize = 0;
        for i in 1..dims.len() {
            let (outer, inner) = (dims[merged], dims[i]);
            let fits = outer.reduced == inner.reduced
                && outer
                    .strides
                    .iter()
                    .zip(&inner.strides)
                    .all(|(&o, &i)| o == i.wrapping_mul(inner.n as isize));
            if fits {
                dims[merged] = Dim { n: outer.n * inner.n, ..inner };
            } else {
                merged += 1;
                dims[merged] = inner;
            }
        }
        dims.truncate(merged + 1);
        Plan { dims, ptrs, operands: operands.len() }
    }

    /// Moves the first `n` operands behind the others.
    pub fn rotate(&mut self, n: usize) {
        self.ptrs[..self.operands].rotate_left(n);
        for dim in &mut self.dims {
            dim.strides[..self.operands].rotate_left(n);
        }
    }
}

/// True if the first operand that moves along both axes moves further along `a`.
fn slower(a: &Dim, b: &Dim) -> bool {
    for (&x, &y) in a.strides.iter().zip(&b.strides) {
        if x != 0 && y != 0 && x.unsigned_abs() != y.unsigned_abs() {
            return x.unsigned_abs() > y.unsigned_abs();
        }
    }
    false
}
