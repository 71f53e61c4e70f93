//! What an iteration is asked for, and the rules that NumPy has for it.

use tegula_core::{Casting, DType, Error, RawArray, Result};

use super::AxisMap;
use crate::Order;

/// The flags of an iteration, by NumPy's names.
#[derive(Clone, Copy, Default)]
#[allow(missing_docs)]
pub struct Flags {
    pub multi_index: bool,
    pub c_index: bool,
    pub f_index: bool,
    pub external_loop: bool,
    pub buffered: bool,
    pub delay_bufalloc: bool,
    pub grow_inner: bool,
    pub ranged: bool,
    pub reduce_ok: bool,
    pub refs_ok: bool,
    pub zerosize_ok: bool,
    pub common_dtype: bool,
    pub copy_if_overlap: bool,
}

/// The flags of an operand, by NumPy's names.
#[derive(Clone, Copy, Default)]
#[allow(missing_docs)]
pub struct OperandFlags {
    pub read_only: bool,
    pub read_write: bool,
    pub write_only: bool,
    pub allocate: bool,
    pub no_broadcast: bool,
    pub no_subtype: bool,
    pub contig: bool,
    pub aligned: bool,
    pub nbo: bool,
    pub copy: bool,
    pub update_if_copy: bool,
    pub array_mask: bool,
    pub write_masked: bool,
    pub is_virtual: bool,
    pub elementwise: bool,
}

impl OperandFlags {
    /// True if the operand's elements are looked at.
    pub fn reads(self) -> bool {
        self.read_only || self.read_write
    }

    /// True if the operand's elements are changed.
    pub fn writes(self) -> bool {
        self.read_write || self.write_only
    }
}

/// An operand as given.
#[derive(Clone)]
pub struct Given<'a> {
    /// The array; `None` for one that the iteration is to make.
    pub array: Option<RawArray>,
    /// Whether the array may be written.
    pub writeable: bool,
    /// How it takes part.
    pub flags: OperandFlags,
    /// The type that its elements are to have in the iteration.
    pub dtype: Option<DType>,
    /// Which of its axes goes with each axis of the iteration; `None` for plain broadcasting.
    pub axes: Option<&'a [AxisMap]>,
}

/// What an iteration is asked for.
pub struct Request<'a> {
    /// The operands.
    pub operands: &'a [Given<'a>],
    /// The flags.
    pub flags: Flags,
    /// The order of the elements.
    pub order: Order,
    /// What conversions are allowed.
    pub casting: Casting,
    /// The number of axes, if it is forced.
    pub ndim: Option<usize>,
    /// The shape, if it is forced; negative extents follow from the operands.
    pub shape: Option<&'a [isize]>,
    /// The most elements of a buffer; 0 for the usual number.
    pub buffer_size: usize,
}

fn refuse<T>(text: &str) -> Result<T> {
    Err(Error::value(text))
}

/// # Errors
/// `ValueError` for flags that contradict each other.
pub(super) fn check_flags(flags: Flags) -> Result<()> {
    if flags.c_index && flags.f_index {
        return refuse("Iterator flags C_INDEX and F_INDEX cannot both be specified");
    }
    if flags.external_loop && (flags.c_index || flags.f_index || flags.multi_index) {
        return refuse(
            "Iterator flag EXTERNAL_LOOP cannot be used if an index or multi-index is being tracked",
        );
    }
    if flags.ranged && flags.external_loop && !flags.buffered {
        return refuse(
            "Iterator flag RANGED cannot be used with the flag EXTERNAL_LOOP unless BUFFERED is also enabled",
        );
    }
    Ok(())
}

/// Checks the operands one after the other and returns the number of the one that is the mask.
///
/// # Errors
/// `ValueError` for flags that contradict each other or the operand, `TypeError` for objects without leave.
pub(super) fn check_operands(request: &Request) -> Result<Option<usize>> {
    let mut mask = None;
    let mut any_masked = false;
    for (op, given) in request.operands.iter().enumerate() {
        check_operand_flags(given.flags)?;
        if given.flags.array_mask && mask.replace(op).is_some() {
            return refuse("Only one iterator operand may receive an ARRAYMASK flag");
        }
        any_masked |= given.flags.write_masked;
        match &given.array {
            Some(array) => check_array(request, given, array)?,
            None => check_missing(request, given.flags)?,
        }
    }
    match mask {
        None if any_masked => refuse(
            "An iterator operand was flagged as WRITEMASKED, but no ARRAYMASK operand was given to supply the mask",
        ),
        Some(_) if !any_masked => refuse(
            "An iterator operand was flagged as the ARRAYMASK, but no WRITEMASKED operands were given to use the mask",
        ),
        mask => Ok(mask),
    }
}

fn check_operand_flags(flags: OperandFlags) -> Result<()> {
    match u8::from(flags.read_only) + u8::from(flags.read_write) + u8::from(flags.write_only) {
        0 => {
            return refuse(
                "None of the iterator flags READWRITE, READONLY, or WRITEONLY were specified for an operand",
            );
        }
        1 => {}
        _ => {
            return refuse(
                "Only one of the iterator flags READWRITE, READONLY, and WRITEONLY may be specified for an operand",
            );
        }
    }
    if flags.writes() && flags.copy && !flags.update_if_copy {
        return refuse("If an iterator operand is writeable, must use the flag UPDATEIFCOPY instead of COPY");
    }
    if flags.write_masked && !flags.writes() {
        return refuse("The iterator flag WRITEMASKED may only be used with READWRITE or WRITEONLY");
    }
    if flags.write_masked && flags.array_mask {
        return refuse("The iterator flag WRITEMASKED may not be used together with ARRAYMASK");
    }
    if flags.is_virtual && !flags.read_write {
        return refuse("The iterator flag VIRTUAL should be be used together with READWRITE");
    }
    Ok(())
}

/// An operand that is not there.
fn check_missing(request: &Request, flags: OperandFlags) -> Result<()> {
    if !flags.allocate && !flags.is_virtual {
        return refuse(
            "Iterator operand was NULL, but neither the ALLOCATE nor the VIRTUAL flag was specified",
        );
    }
    if !flags.allocate {
        return Ok(());
    }
    if !flags.writes() {
        return refuse(
            "Automatic allocation was requested for an iterator operand, but it wasn't flagged for writing",
        );
    }
    if flags.reads() && request.flags.buffered && !request.flags.delay_bufalloc {
        return refuse(
            "Automatic allocation was requested for an iterator operand, and it was flagged as readable, but buffering  \
             without delayed allocation was enabled",
        );
    }
    Ok(())
}

fn check_array(request: &Request, given: &Given, array: &RawArray) -> Result<()> {
    if given.flags.is_virtual {
        return refuse("Iterator operand flag VIRTUAL was specified, but the operand was not NULL");
    }
    if given.flags.writes() && !given.writeable {
        return refuse("operand array with iterator write flag set is read-only");
    }
    if !request.flags.zerosize_ok && array.size() == 0 {
        return refuse("Iteration of zero-sized operands is not enabled");
    }
    if !request.flags.refs_ok && (array.dtype == DType::Object || given.dtype == Some(DType::Object)) {
        return Err(Error::type_(
            "Iterator operand or requested dtype holds references, but the NPY_ITER_REFS_OK flag was not enabled",
        ));
    }
    Ok(())
}
