//! References to the objects of a host language, as elements of arrays.
//!
//! The engine moves references by their bits and counts them at the edges: a buffer of references releases
//! them when it is freed, and whatever overwrites elements runs inside [`overwrite`]. What the objects can
//! do is the [`Host`]'s business, which the Python door registers once. An element with all bits zero is the
//! host's `None`, so that fresh memory is valid.
//!
//! Counting may run the host's code (a finaliser, an operator), and that code may reach the very arrays at
//! hand. So nothing is released before all memory is in order, and nobody calls in here without holding the
//! host's lock.

use std::sync::OnceLock;

use crate::{Buffer, DType, Layout, Overlap, RawArray, Result, overlap};

/// A reference to an object of the host; null stands for its `None`.
pub type Reference = *mut u8;

/// An operation of the host: from objects, which it borrows, to a new reference.
pub type Operation = unsafe fn(args: &[Reference]) -> Result<Reference>;

/// What the engine needs to know of the host.
pub struct Host {
    /// Takes a reference to an object, which is not null.
    pub retain: unsafe fn(Reference),
    /// Gives a reference back; the host's code may run.
    pub release: unsafe fn(Reference),
    /// Writes an object, which may be null, to the element of another type at the address.
    pub write: unsafe fn(object: Reference, dtype: DType, place: *mut u8) -> Result<()>,
    /// A new reference to an object made of the element of another type at the address.
    pub read: unsafe fn(dtype: DType, place: *const u8) -> Result<Reference>,
    /// The operation on objects that the universal function of this name does.
    pub operation: fn(name: &str) -> Option<Operation>,
    /// The width of the text (or the bytes, if `text` is false) of an object.
    pub width: unsafe fn(object: Reference, text: bool) -> Result<u32>,
}

static HOST: OnceLock<Host> = OnceLock::new();

/// Registers the host; the first call counts.
pub fn set_host(host: Host) {
    let _ = HOST.set(host);
}

/// The host.
///
/// # Panics
/// If there is none: then there are no objects either.
pub fn host() -> &'static Host {
    HOST.get().expect("arrays of objects need a host language")
}

/// A reference that is given back when dropped.
pub struct Owned(Reference);

impl Owned {
    /// Takes over a reference, which may be null.
    ///
    /// # Safety
    /// The reference is given away.
    pub unsafe fn new(reference: Reference) -> Owned {
        Owned(reference)
    }

    /// The host's `None`.
    pub fn none() -> Owned {
        Owned(std::ptr::null_mut())
    }

    /// Another reference to an object, which may be null.
    ///
    /// # Safety
    /// The object must be alive.
    pub unsafe fn share(reference: Reference) -> Owned {
        if !reference.is_null() {
            // SAFETY: the caller vouches for the object.
            unsafe { (host().retain)(reference) };
        }
        Owned(reference)
    }

    /// The reference, still owned here.
    pub fn get(&self) -> Reference {
        self.0
    }

    /// Exchanges the reference for the one at `place`.
    ///
    /// # Safety
    /// There must be an element of type `Object` at the address, which need not be aligned.
    pub unsafe fn swap(&mut self, place: *mut u8) {
        let place = place.cast::<Reference>();
        // SAFETY: the caller vouches for the place.
        unsafe {
            let old = place.read_unaligned();
            place.write_unaligned(self.0);
            self.0 = old;
        }
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        if !self.0.is_null() {
            // SAFETY: the reference is owned here and given back once.
            unsafe { (host().release)(self.0) };
        }
    }
}

/// Memory whose references are released before it is freed.
struct Slots(Buffer);

impl Drop for Slots {
    fn drop(&mut self) {
        let slots = self.0.ptr().cast::<Reference>();
        for i in 0..self.0.len() / size_of::<Reference>() {
            // SAFETY: the buffer holds initialised references, which it owns and nobody can reach any more.
            drop(unsafe { Owned::new(slots.add(i).read()) });
        }
    }
}

/// A buffer of `len` bytes of references, all null; `None` if the memory cannot be had.
#[cold]
pub(crate) fn allocate(len: usize) -> Option<Buffer> {
    let slots = Slots(Buffer::allocate(len, true)?);
    let data = std::ptr::NonNull::new(slots.0.ptr())?;
    // SAFETY: the memory belongs to the slots.
    unsafe { Buffer::foreign(data, len, Box::new(slots)) }
}

/// Runs `work`, which overwrites elements of `target` with copies of the bits of references that stay alive
/// meanwhile, and keeps the counts: what `target` then refers to is retained, what it referred to before is
/// released, in this order. For arrays of anything but objects it only runs `work`.
#[inline]
pub fn overwrite<R>(target: &RawArray, work: impl FnOnce() -> R) -> R {
    if target.dtype != DType::Object {
        return work();
    }
    let old = taken(target);
    let guard = Retain(target);
    let result = work();
    drop(guard);
    drop(old);
    result
}

/// The references of an array's elements as owned ones: the array no longer counts as their owner.
fn taken(array: &RawArray) -> Vec<Owned> {
    let mut old = Vec::new();
    each_once(array, |place| {
        // SAFETY: every element is a reference; null ones need no owner.
        let reference = unsafe { place.cast::<Reference>().read_unaligned() };
        if !reference.is_null() {
            old.push(Owned(reference));
        }
    });
    old
}

/// Retains what the elements of an array refer to when dropped, so also if the work panics.
struct Retain<'a>(&'a RawArray);

impl Drop for Retain<'_> {
    fn drop(&mut self) {
        let retain = host().retain;
        each_once(self.0, |place| {
            // SAFETY: every element is a reference to a live object or null.
            unsafe {
                let reference = place.cast::<Reference>().read_unaligned();
                if !reference.is_null() {
                    retain(reference);
                }
            }
        });
    }
}

/// Calls `visit` with the address of each element, once if several indices refer to it.
fn each_once(array: &RawArray, mut visit: impl FnMut(*mut u8)) {
    let memory = (array.ptr().cast_const(), &array.layout, array.itemsize());
    if array.size() <= 1 || overlap(memory, memory) == Overlap::Same {
        return each(&array.layout, array.buffer.ptr(), visit);
    }
    let mut places = Vec::with_capacity(array.size());
    each(&array.layout, array.buffer.ptr(), |place| places.push(place));
    places.sort_unstable();
    places.dedup();
    places.into_iter().for_each(&mut visit);
}

/// Calls `visit` with the address of each element, in C order.
pub fn each(layout: &Layout, base: *mut u8, mut visit: impl FnMut(*mut u8)) {
    let first = base.wrapping_add(layout.offset);
    let Some((&n, outer)) = layout.shape.split_last() else { return visit(first) };
    let step = layout.strides[outer.len()];
    for row in 0..crate::volume(outer) {
        let mut at = first;
        let mut rest = row;
        for (&m, &stride) in outer.iter().zip(&layout.strides[..]).rev() {
            at = at.wrapping_offset(stride * (rest % m) as isize);
            rest /= m;
        }
        for i in 0..n as isize {
            visit(at.wrapping_offset(step * i));
        }
    }
}
