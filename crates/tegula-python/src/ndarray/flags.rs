//! `a.flags`: the layout of an array's memory, by attribute and by key.

use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;

use super::{get, is_writeable, owns_data, raw, set_writeable};
use crate::convert::foreign;
use crate::ffi::{Any, Raised, Res, TypeBuilder, TypeCell, boolean, int, owned, slots, string, text, truth};

static FLAGS: TypeCell = TypeCell::new();

#[repr(C)]
struct FlagsObject {
    head: PyObject,
    array: *mut PyObject,
}

/// The flags of an array.
pub fn of<'py>(array: &Any<'py>) -> Res<'py> {
    // SAFETY: a fresh object whose only field is written before anyone sees it.
    unsafe {
        let flags = owned(array.py(), ffi::PyType_GenericAlloc(FLAGS.get(), 0))?;
        (*flags.as_ptr().cast::<FlagsObject>()).array = array.clone().into_ptr();
        Ok(flags)
    }
}

fn array<'a, 'py>(flags: &'a Any<'py>) -> &'a Any<'py> {
    // SAFETY: methods of the class are called with its objects, whose array is alive; `Bound` is a transparent
    // reference.
    unsafe { Bound::ref_from_ptr(flags.py(), &(*flags.as_ptr().cast::<FlagsObject>()).array) }
}

fn drop_flags(ptr: *mut PyObject) {
    // SAFETY: the object is dead; its reference is released once.
    unsafe { ffi::Py_DECREF((*ptr.cast::<FlagsObject>()).array) };
}

/// The value of a flag by its name in capital letters.
fn flag(array: &Any<'_>, name: &str) -> Option<bool> {
    let this = raw(array);
    let (c, f) = (this.is_c_contiguous(), this.is_f_contiguous());
    let (aligned, writeable) = (this.is_aligned(), is_writeable(array));
    Some(match name {
        "C_CONTIGUOUS" | "C" | "CONTIGUOUS" => c,
        "F_CONTIGUOUS" | "F" | "FORTRAN" => f,
        "OWNDATA" | "O" => owns_data(array),
        "WRITEABLE" | "W" => writeable,
        "ALIGNED" | "A" => aligned,
        "WRITEBACKIFCOPY" | "X" => false,
        "FNC" => f && !c,
        "FORC" => f || c,
        "BEHAVED" | "B" => aligned && writeable,
        "CARRAY" | "CA" => aligned && writeable && c,
        // Not what the name says, but what NumPy tests.
        "FARRAY" | "FA" => (aligned || writeable || f) && !c,
        _ => return None,
    })
}

fn attribute<'py>(flags: &Any<'py>, name: &str) -> Res<'py> {
    Ok(boolean(flags.py(), flag(array(flags), name).unwrap_or(false)))
}

fn get_item<'py>(flags: &Any<'py>, key: &Any<'py>) -> Res<'py> {
    match text(key).and_then(|name| flag(array(flags), name)) {
        Some(value) => Ok(boolean(flags.py(), value)),
        None => Err(Raised::key("Unknown flag")),
    }
}

fn set_item(flags: &Any<'_>, key: &Any<'_>, value: Option<&Any<'_>>) -> Result<(), Raised> {
    match (text(key), value) {
        (Some("WRITEABLE" | "W"), value) => set_flag(flags, value),
        (Some("ALIGNED" | "A"), Some(value)) => set_aligned(array(flags), truth(value)?),
        (Some("WRITEBACKIFCOPY" | "X"), value) => set_write_back(flags, value),
        _ => Err(Raised::key("Unknown flag")),
    }
}

fn set_flag(flags: &Any<'_>, value: Option<&Any<'_>>) -> Result<(), Raised> {
    let Some(value) = value else { return Err(Raised::attribute("Cannot delete flags writeable attribute")) };
    set(array(flags), truth(value)?)
}

/// Sets the write permission by NumPy's rules: it may always be taken away, and be given if the memory's
/// owner has it.
pub fn set(array: &Any<'_>, writeable: bool) -> Result<(), Raised> {
    if writeable && !may_write(array) {
        return Err(Raised::value("cannot set WRITEABLE flag to True of this array"));
    }
    set_writeable(array, writeable);
    Ok(())
}

fn set_write_back(_flags: &Any<'_>, value: Option<&Any<'_>>) -> Result<(), Raised> {
    match value {
        Some(value) if truth(value)? => Err(Raised::value("cannot set WRITEBACKIFCOPY flag to True")),
        _ => Ok(()),
    }
}

/// Declares that the elements are aligned or not. The flag always tells the truth here, so that only a wrong
/// `true` is refused.
pub fn set_aligned(array: &Any<'_>, aligned: bool) -> Result<(), Raised> {
    if aligned && !raw(array).is_aligned() {
        return Err(Raised::value("cannot set aligned flag of mis-aligned array to True"));
    }
    Ok(())
}

fn may_write(array: &Any<'_>) -> bool {
    if owns_data(array) {
        return true;
    }
    let mut owner = super::base(array);
    while get(&owner).is_some() {
        if is_writeable(&owner) {
            return true;
        }
        if owns_data(&owner) {
            return false;
        }
        owner = super::base(&owner);
    }
    foreign::from_buffer(&owner).ok().flatten().is_some_and(|found| found.writeable)
}

fn repr<'py>(flags: &Any<'py>) -> Res<'py> {
    let names = ["C_CONTIGUOUS", "F_CONTIGUOUS", "OWNDATA", "WRITEABLE", "ALIGNED", "WRITEBACKIFCOPY"];
    let mut lines = String::new();
    for name in names {
        let value = flag(array(flags), name).unwrap_or(false);
        let note = if name == "WRITEABLE" { " " } else { "" };
        lines += &format!("  {name} : {}{note}\n", if value { "True" } else { "False" });
    }
    Ok(string(flags.py(), lines.replace(" \n", "\n").as_str()))
}

fn number(flags: &Any<'_>) -> i64 {
    let bits = [
        ("C_CONTIGUOUS", 0x1),
        ("F_CONTIGUOUS", 0x2),
        ("OWNDATA", 0x4),
        ("ALIGNED", 0x100),
        ("WRITEABLE", 0x400),
    ];
    bits.into_iter().filter(|(name, _)| flag(array(flags), name) == Some(true)).map(|(_, bit)| bit).sum()
}

fn compare<'py>(a: &Any<'py>, b: &Any<'py>, op: std::ffi::c_int) -> Res<'py> {
    if !FLAGS.is_exact(b) || !matches!(op, ffi::Py_EQ | ffi::Py_NE) {
        return Ok(crate::ffi::not_implemented(a.py()));
    }
    Ok(boolean(a.py(), (number(a) == number(b)) == (op == ffi::Py_EQ)))
}

/// Makes the class.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    let py = module.py();
    let class =
        TypeBuilder::new("tegula.flagsobj", size_of::<FlagsObject>(), "How an array's memory is laid out.")
            .not_constructible()
            // SAFETY: the function releases all that the payload owns.
            .slot(ffi::Py_tp_dealloc, unsafe { slots::dealloc(drop_flags) })
            .slot(ffi::Py_tp_repr, slots::unary(repr))
            .slot(ffi::Py_tp_richcompare, slots::compare(compare))
            .slot(ffi::Py_mp_subscript, slots::binary(get_item))
            .slot(ffi::Py_mp_ass_subscript, slots::assign(set_item))
            .getter("c_contiguous", "Rows first, without gaps.", |f| attribute(f, "C"))
            .getter("contiguous", "Rows first, without gaps.", |f| attribute(f, "C"))
            .getter("f_contiguous", "Columns first, without gaps.", |f| attribute(f, "F"))
            .getter("fortran", "Columns first, without gaps.", |f| attribute(f, "F"))
            .getter("owndata", "The memory belongs to the array.", |f| attribute(f, "O"))
            .property("writeable", "The elements may be written.", |f| attribute(f, "W"), set_flag)
            .property(
                "aligned",
                "Elements lie at multiples of their alignment.",
                |f| attribute(f, "A"),
                |_, _| Ok(()),
            )
            .property("writebackifcopy", "Always false.", |f| attribute(f, "X"), set_write_back)
            .getter("fnc", "Columns first and not rows first.", |f| attribute(f, "FNC"))
            .getter("forc", "Columns first or rows first.", |f| attribute(f, "FORC"))
            .getter("behaved", "Aligned and writeable.", |f| attribute(f, "B"))
            .getter("carray", "Behaved and rows first.", |f| attribute(f, "CA"))
            .getter("farray", "Behaved and columns first.", |f| attribute(f, "FA"))
            .getter("num", "The flags as a number.", |f| int(f.py(), number(f)))
            .build(py, &[])?;
    FLAGS.set(&class);
    Ok(())
}
