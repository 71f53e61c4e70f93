//! `vecdot`, `matvec` and `vecmat`: products of stacks of vectors and matrices.

use tegula_core::{DType, Error, RawArray, Result, promote};
use tegula_ufunc::{Arg, Options, strings, table};

use crate::errors;
use crate::matmul::product;

/// A product in which vectors take part, by the rules of NumPy's generalised functions: axes before the core axes
/// broadcast.
#[derive(PartialEq, Debug)]
pub struct VectorProduct {
    /// NumPy's name.
    pub name: &'static str,
    /// NumPy's description of the core axes.
    pub signature: &'static str,
    /// What it does, in one line.
    pub doc: &'static str,
    /// The numbers of core axes of both operands and the result: one for a vector, two for a matrix.
    pub core: [usize; 3],
}

/// The sums of products of the elements of vectors, those of the first conjugated.
pub static VECDOT: VectorProduct = VectorProduct {
    name: "vecdot",
    signature: "(n),(n)->()",
    doc: "Vector dot product of two arrays.",
    core: [1, 1, 0],
};

/// The products of matrices and vectors.
pub static MATVEC: VectorProduct = VectorProduct {
    name: "matvec",
    signature: "(m,n),(n)->(m)",
    doc: "Matrix-vector dot product of two arrays.",
    core: [2, 1, 1],
};

/// The products of vectors, conjugated, and matrices.
pub static VECMAT: VectorProduct = VectorProduct {
    name: "vecmat",
    signature: "(n),(n,m)->(m)",
    doc: "Vector-matrix dot product of two arrays.",
    core: [1, 2, 1],
};

impl VectorProduct {
    /// The product as a new array of the operands' common type.
    ///
    /// # Errors
    /// `ValueError` in NumPy's words if shapes do not fit, `TypeError` for strings, `MemoryError`.
    ///
    /// ```
    /// use tegula_core::{DType, RawArray};
    /// let a = RawArray::zeros(&[5, 2, 3], DType::F64)?;
    /// let x = RawArray::zeros(&[3], DType::F64)?;
    /// assert_eq!(tegula_linalg::MATVEC.call(&a, &x)?.shape(), &[5, 2]);
    /// # Ok::<(), tegula_core::Error>(())
    /// ```
    pub fn call(&self, a: &RawArray, b: &RawArray) -> Result<RawArray> {
        if promote(a.dtype, b.dtype).is_string() {
            return Err(strings::no_loop(self.name, &[a.dtype.repr(), b.dtype.repr()]));
        }
        self.check(a, b)?;
        let [rows, columns, _] = self.core;
        let conjugates = rows == 1 && (a.dtype.is_complex() || a.dtype == DType::Object);
        let a = match conjugates {
            true => &table::CONJUGATE.call(&[Arg::Array(a)], &Options::default())?,
            false => a,
        };
        // A vector on the left is a row, on the right a column, and the result lacks their axes.
        let a = if rows == 1 { a.with_layout(a.layout.insert_axis(a.ndim() - 1)) } else { a.clone() };
        let b = if columns == 1 { b.with_layout(b.layout.insert_axis(b.ndim())) } else { b.clone() };
        let mut result = errors::watch(self.name, [&a, &b], || product(&a, &b))?;
        for (axis, vector) in [(result.ndim() - 1, columns == 1), (result.ndim() - 2, rows == 1)] {
            if vector {
                result = result.with_layout(result.layout.pick(axis, 0));
            }
        }
        Ok(result)
    }

    fn check(&self, a: &RawArray, b: &RawArray) -> Result<()> {
        let (name, signature) = (self.name, self.signature);
        for (i, array) in [a, b].into_iter().enumerate() {
            let (has, needs) = (array.ndim(), self.core[i]);
            if has < needs {
                return Err(Error::value(format!(
                    "{name}: Input operand {i} does not have enough dimensions (has {has}, gufunc core with signature \
                     {signature} requires {needs})"
                )));
            }
        }
        let (n, other) = (a.shape()[a.ndim() - 1], b.shape()[b.ndim() - self.core[1]]);
        if n != other {
            return Err(Error::value(format!(
                "{name}: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature {signature} \
                 (size {other} is different from {n})"
            )));
        }
        Ok(())
    }
}
