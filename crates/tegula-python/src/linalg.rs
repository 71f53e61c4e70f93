//! Matrix products.

use crate::ffi::{Any, Raised, Res};

/// `a @ b`.
pub fn matmul_of<'py>(_a: &Any<'py>, _b: &Any<'py>) -> Res<'py> {
    Err(Raised::type_("matmul is not built in"))
}

/// `a.dot(b)`.
pub fn dot_of<'py>(_a: &Any<'py>, _b: &Any<'py>, _out: Option<&Any<'py>>) -> Res<'py> {
    Err(Raised::type_("dot is not built in"))
}
