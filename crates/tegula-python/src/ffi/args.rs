//! Argument parsing for `METH_FASTCALL | METH_KEYWORDS`: borrowed pointers in a fixed array, no allocation.

use pyo3::ffi;
use pyo3::prelude::*;

use super::{Any, Raised};

/// The arguments of a vectorcall.
#[derive(Clone, Copy)]
pub struct Args<'a, 'py> {
    py: Python<'py>,
    positional: &'a [Any<'py>],
    keywords: &'a [Any<'py>],
    /// The values of the keywords.
    values: &'a [Any<'py>],
}

impl<'a, 'py> Args<'a, 'py> {
    /// # Safety
    /// The pointers must be those that CPython passed to a vectorcall or fastcall entry point.
    #[inline(always)]
    pub unsafe fn new(
        py: Python<'py>,
        args: *const *mut ffi::PyObject,
        nargs: usize,
        names: *mut ffi::PyObject,
    ) -> Args<'a, 'py> {
        let empty: &[Any<'py>] = &[];
        if nargs == 0 && names.is_null() {
            return Args { py, positional: empty, keywords: empty, values: empty };
        }
        // SAFETY: the caller passes `nargs` arguments followed by one for each name; `Bound` is a transparent
        // reference. A tuple stores its items in place.
        unsafe {
            let args = args.cast::<Any<'py>>();
            let (keywords, values) = if names.is_null() {
                (empty, empty)
            } else {
                let n = ffi::PyTuple_GET_SIZE(names) as usize;
                let items = (&raw const (*names.cast::<ffi::PyTupleObject>()).ob_item).cast::<Any<'py>>();
                (std::slice::from_raw_parts(items, n), std::slice::from_raw_parts(args.add(nargs), n))
            };
            Args { py, positional: std::slice::from_raw_parts(args, nargs), keywords, values }
        }
    }

    /// Plain positional arguments.
    pub fn from_slice(py: Python<'py>, positional: &'a [Any<'py>]) -> Args<'a, 'py> {
        Args { py, positional, keywords: &[], values: &[] }
    }

    /// Arguments put together again.
    pub fn from_parts(
        py: Python<'py>,
        positional: &'a [Any<'py>],
        keywords: &'a [Any<'py>],
        values: &'a [Any<'py>],
    ) -> Args<'a, 'py> {
        Args { py, positional, keywords, values }
    }

    /// The interpreter.
    pub fn py(&self) -> Python<'py> {
        self.py
    }

    /// The arguments without a name.
    pub fn positional(&self) -> &'a [Any<'py>] {
        self.positional
    }

    /// The arguments with a name.
    pub fn keywords(&self) -> impl Iterator<Item = (&'a str, &'a Any<'py>)> + use<'a, 'py> {
        let (keywords, values) = (self.keywords, self.values);
        keywords.iter().map(|k| super::text(k).unwrap_or_default()).zip(values)
    }

    /// True if no argument has a name.
    pub fn is_positional(&self) -> bool {
        self.keywords.is_empty()
    }

    /// The same call without its first `n` positional arguments.
    pub fn skip(mut self, n: usize) -> Args<'a, 'py> {
        self.positional = &self.positional[n..];
        self
    }

    /// The same named arguments, with other positional ones.
    pub fn with_positional(mut self, positional: &'a [Any<'py>]) -> Args<'a, 'py> {
        self.positional = positional;
        self
    }

    /// Sorts the arguments into the places of the signature.
    ///
    /// # Errors
    /// `TypeError` in Python's words for missing, surplus, unknown and doubled arguments.
    #[inline]
    pub fn parse<const N: usize>(
        &self,
        signature: &Signature<N>,
    ) -> Result<[Option<&'a Any<'py>>; N], Raised> {
        if self.positional.len() > signature.positional {
            return Err(signature.too_many(self.positional.len()));
        }
        if self.keywords.is_empty() {
            if self.positional.len() < signature.required {
                return Err(signature.missing(self.positional.len()));
            }
            return Ok(std::array::from_fn(|i| self.positional.get(i)));
        }
        let mut slots = [None; N];
        for (slot, value) in slots.iter_mut().zip(self.positional) {
            *slot = Some(value);
        }
        self.parse_keywords(signature.name, &signature.params, &mut slots)?;
        for (i, slot) in slots[..signature.required].iter().enumerate() {
            if slot.is_none() {
                return Err(signature.missing(i));
            }
        }
        Ok(slots)
    }

    fn parse_keywords(
        &self,
        function: &str,
        params: &[&str],
        slots: &mut [Option<&'a Any<'py>>],
    ) -> Result<(), Raised> {
        for (name, value) in self.keywords() {
            let Some(i) = params.iter().position(|&p| p == name && !p.is_empty()) else {
                return Err(Raised::type_(format!(
                    "{function}() got an unexpected keyword argument '{name}'"
                )));
            };
            if slots[i].is_some() {
                return Err(Raised::type_(format!(
                    "argument for {function}() given by name ('{name}') and position ({i})"
                )));
            }
            slots[i] = Some(value);
        }
        Ok(())
    }
}

/// The parameters of a function.
pub struct Signature<const N: usize> {
    name: &'static str,
    params: [&'static str; N],
    required: usize,
    positional: usize,
}

impl<const N: usize> Signature<N> {
    /// A function whose first `required` parameters must be given and of which the first `positional` may
    /// be given without a name. A parameter named `""` takes no name.
    pub const fn new(
        name: &'static str,
        params: [&'static str; N],
        required: usize,
        positional: usize,
    ) -> Signature<N> {
        Signature { name, params, required, positional }
    }

    #[cold]
    fn too_many(&self, given: usize) -> Raised {
        // Methods that NumPy writes in Python, named with an underscore, count their array.
        let extra = usize::from(self.name.starts_with('_'));
        let (least, most, given) = (self.required + extra, self.positional + extra, given + extra);
        let takes = if least == most { format!("{most}") } else { format!("from {least} to {most}") };
        let plural = if most == 1 && least == most { "" } else { "s" };
        let were = if given == 1 { "was" } else { "were" };
        Raised::type_(format!(
            "{}() takes {takes} positional argument{plural} but {given} {were} given",
            self.name
        ))
    }

    #[cold]
    fn missing(&self, i: usize) -> Raised {
        let name = self.params[i];
        Raised::type_(format!("{}() missing required argument '{name}' (pos {i})", self.name))
    }
}

/// An optional argument for which `None` means absent.
pub fn given<'a, 'py>(argument: Option<&'a Any<'py>>) -> Option<&'a Any<'py>> {
    argument.filter(|a| !a.is_none())
}
