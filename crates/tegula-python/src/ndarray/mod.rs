//! The class `ndarray`: a raw heap type that holds an array in place.

pub mod attributes;
mod buffer;
mod construct;
mod dlpack;
pub mod flags;
pub mod flatiter;
pub mod index;
mod memory;
pub mod methods;
pub mod operators;
pub mod pickle;
pub mod protocols;
pub mod reductions;
pub mod shaping;

use std::cell::{Cell, UnsafeCell};
use std::ffi::{c_int, c_void};

use pyo3::ffi::{self, PyObject, PyTypeObject};
use pyo3::prelude::*;
use tegula_core::{DType, RawArray, objects};

use crate::ffi::{Any, Raised, Res, TypeBuilder, TypeCell, none, owned, slots};
use crate::{overrides, scalars};

/// The class `ndarray`.
pub static NDARRAY: TypeCell = TypeCell::new();

/// An array object. Subclasses add their own fields behind it.
#[repr(C)]
struct ArrayObject {
    head: PyObject,
    raw: RawArray,
    /// The object whose memory this is a view of, or null.
    base: *mut PyObject,
    weakrefs: *mut PyObject,
    writeable: bool,
    /// The object was allocated for the garbage collector.
    collected: bool,
}

fn object(array: &Any<'_>) -> *mut ArrayObject {
    debug_assert!(NDARRAY.is_instance(array));
    array.as_ptr().cast()
}

/// The engine's array inside an array object. The object must be an `ndarray`; the reference must not be
/// used across calls into Python, which may set the object's shape.
#[inline(always)]
pub fn raw<'a>(array: &'a Any<'_>) -> &'a RawArray {
    // SAFETY: the object is an array, and its payload lives as long as the object.
    unsafe { &(*object(array)).raw }
}

/// The engine's array inside an object; `None` if it is no `ndarray`.
#[inline(always)]
pub fn get<'a>(object: &'a Any<'_>) -> Option<&'a RawArray> {
    NDARRAY.is_instance(object).then(|| raw(object))
}

/// True if the array's elements may be written through this object.
pub fn is_writeable(array: &Any<'_>) -> bool {
    // SAFETY: the object is an array.
    unsafe { (*object(array)).writeable }
}

/// # Errors
/// `ValueError` if the array is read-only.
#[inline]
pub fn require_writeable(array: &Any<'_>, what: &str) -> Result<(), Raised> {
    if is_writeable(array) { Ok(()) } else { Err(Raised::value(format!("{what} is read-only"))) }
}

/// The object whose memory an array views.
pub fn base<'py>(array: &Any<'py>) -> Any<'py> {
    // SAFETY: the base is null or alive.
    unsafe {
        let base = (*object(array)).base;
        if base.is_null() { none(array.py()) } else { Bound::from_borrowed_ptr(array.py(), base) }
    }
}

/// True if the memory belongs to the array object itself.
pub fn owns_data(array: &Any<'_>) -> bool {
    // SAFETY: the object is an array.
    unsafe { (*object(array)).base.is_null() }
}

/// Makes an array object that owns its memory.
#[inline]
pub fn wrap(py: Python<'_>, array: RawArray) -> Res<'_> {
    // SAFETY: a null base is allowed.
    unsafe { allocate(py, NDARRAY.get(), array, std::ptr::null_mut(), true) }
}

/// A scalar for a 0-d array, else an array object: what functions return.
#[inline]
pub fn result(py: Python<'_>, array: RawArray) -> Res<'_> {
    if array.ndim() == 0 { scalars::of(py, &array) } else { wrap(py, array) }
}

/// Makes an array object of `like`'s class that owns its memory.
pub fn wrap_like<'py>(like: &Any<'py>, array: RawArray) -> Res<'py> {
    if NDARRAY.is_exact(like) {
        return wrap(like.py(), array);
    }
    finalized(like.get_type().as_type_ptr(), like, array, None, true)
}

/// Makes a view of an array object's memory, of the same class.
#[inline]
pub fn view<'py>(of: &Any<'py>, array: RawArray) -> Res<'py> {
    let writeable = is_writeable(of);
    if NDARRAY.is_exact(of) {
        return share(of, array, writeable);
    }
    finalized(of.get_type().as_type_ptr(), of, array, Some(of), writeable)
}

/// Makes a plain array object over the memory of `owner`.
#[inline]
pub fn share<'py>(owner: &Any<'py>, array: RawArray, writeable: bool) -> Res<'py> {
    let base = root(owner.as_ptr(), NDARRAY.get());
    // SAFETY: the base is a live object; its new reference is given away.
    unsafe {
        ffi::Py_INCREF(base);
        allocate(owner.py(), NDARRAY.get(), array, base, writeable)
    }
}

/// Makes a plain array object that owns its memory, as that of a copy, and names `of` as its base.
pub fn share_copy<'py>(of: &Any<'py>, copy: RawArray) -> Res<'py> {
    // SAFETY: the base is a live object; its new reference is given away.
    unsafe {
        ffi::Py_INCREF(of.as_ptr());
        allocate(of.py(), NDARRAY.get(), copy, of.as_ptr(), true)
    }
}

/// The object that a view of `owner` names as its base: views of views name the first owner, as long as
/// it has the class of the view.
fn root(mut owner: *mut PyObject, class: *mut PyTypeObject) -> *mut PyObject {
    // SAFETY: bases are alive as long as the arrays that refer to them.
    unsafe {
        while ffi::PyObject_TypeCheck(owner, NDARRAY.get()) != 0 {
            let next = (*owner.cast::<ArrayObject>()).base;
            if next.is_null() || ffi::Py_TYPE(next) != class {
                break;
            }
            owner = next;
        }
    }
    owner
}

/// Makes an object of a subclass and tells it by `__array_finalize__` what it was made from.
pub fn finalized<'py>(
    class: *mut PyTypeObject,
    parent: &Any<'py>,
    array: RawArray,
    owner: Option<&Any<'py>>,
    writeable: bool,
) -> Res<'py> {
    let py = parent.py();
    let base = owner.map_or(std::ptr::null_mut(), |o| root(o.as_ptr(), class));
    // SAFETY: the base is null or a live object; its new reference is given away.
    let made = unsafe {
        ffi::Py_XINCREF(base);
        allocate(py, class, array, base, writeable)?
    };
    let finalize = made.getattr(pyo3::intern!(py, "__array_finalize__"))?;
    if !finalize.is_none() {
        finalize.call1((parent,))?;
    }
    Ok(made)
}

/// Makes an array object.
///
/// # Safety
/// `class` must be `ndarray` or derived from it; the reference `base`, which may be null, is taken over.
#[inline]
unsafe fn allocate(
    py: Python<'_>,
    class: *mut PyTypeObject,
    array: RawArray,
    base: *mut PyObject,
    writeable: bool,
) -> Res<'_> {
    // SAFETY: a fresh object of sufficient size, whose fields are all written before anyone sees it.
    unsafe {
        // Only objects in an array can make a cycle; arrays of numbers are spared the collector.
        let collected = array.dtype == DType::Object;
        let ptr = if class == NDARRAY.get() && collected {
            ffi::PyObject_GC_New::<PyObject>(class)
        } else if class == NDARRAY.get() {
            let ptr = SPARE.take().unwrap_or_else(|| ffi::PyObject_Malloc(size_of::<ArrayObject>()).cast());
            if ptr.is_null() {
                ffi::PyErr_NoMemory();
            } else {
                ffi::PyObject_Init(ptr, class);
            }
            ptr
        } else {
            match (*class).tp_alloc {
                Some(alloc) => alloc(class, 0),
                None => ffi::PyType_GenericAlloc(class, 0),
            }
        };
        if ptr.is_null() {
            ffi::Py_XDECREF(base);
            return Err(Raised::already());
        }
        let this = ptr.cast::<ArrayObject>();
        (&raw mut (*this).raw).write(array);
        (*this).base = base;
        (*this).weakrefs = std::ptr::null_mut();
        (*this).writeable = writeable;
        (*this).collected = collected;
        if collected && class == NDARRAY.get() {
            ffi::PyObject_GC_Track(ptr.cast());
        }
        owned(py, ptr)
    }
}

/// The memory of dead array objects, for the next ones: most arrays live shortly.
struct Spare {
    places: UnsafeCell<[*mut PyObject; Spare::MOST]>,
    len: Cell<usize>,
}

// SAFETY: only threads that hold the interpreter, one at a time, come here (the module needs the lock).
unsafe impl Sync for Spare {}

static SPARE: Spare =
    Spare { places: UnsafeCell::new([std::ptr::null_mut(); Spare::MOST]), len: Cell::new(0) };

impl Spare {
    const MOST: usize = 64;

    /// # Safety
    /// The interpreter must be held.
    #[inline]
    unsafe fn take(&self) -> Option<*mut PyObject> {
        let len = self.len.get().checked_sub(1)?;
        self.len.set(len);
        // SAFETY: places below the old length hold memory that belongs to the list.
        Some(unsafe { (*self.places.get())[len] })
    }

    /// Takes the memory over, if there is room.
    ///
    /// # Safety
    /// The interpreter must be held, and `ptr` be what `PyObject_Malloc` gave for an `ArrayObject`.
    #[inline]
    unsafe fn keep(&self, ptr: *mut PyObject) -> bool {
        let len = self.len.get();
        if len == Spare::MOST {
            return false;
        }
        // SAFETY: the caller holds the interpreter.
        unsafe { (*self.places.get())[len] = ptr };
        self.len.set(len + 1);
        true
    }
}

/// `tp_is_gc`: objects of derived classes always are, for Python allocates them.
unsafe extern "C" fn is_collected(ptr: *mut PyObject) -> c_int {
    // SAFETY: the interpreter asks about one of the class's objects.
    unsafe { c_int::from(ffi::Py_TYPE(ptr) != NDARRAY.get() || (*ptr.cast::<ArrayObject>()).collected) }
}

/// `tp_traverse`: the objects in the array belong to the array object that has its memory alone. While there
/// are views, they count as held from outside, so that no reference is ever counted twice.
unsafe extern "C" fn traverse(ptr: *mut PyObject, visit: ffi::visitproc, arg: *mut c_void) -> c_int {
    let mut result = 0;
    let mut call = |object: *mut PyObject| {
        if result == 0 && !object.is_null() {
            // SAFETY: the collector passes its visitor; the object is alive.
            result = unsafe { visit(object, arg) };
        }
    };
    // SAFETY: the collector passes one of the class's objects; nothing changes while it looks.
    unsafe {
        let this = ptr.cast::<ArrayObject>();
        call(ffi::Py_TYPE(ptr).cast());
        call((*this).base);
        let raw = &(*this).raw;
        if raw.dtype == DType::Object && (*this).base.is_null() && raw.buffer.holders() == 1 {
            objects::each(&raw.layout, raw.buffer.ptr(), |place| {
                call(place.cast::<*mut PyObject>().read_unaligned());
            });
        }
    }
    result
}

/// `tp_clear`: gives up the memory, which breaks every cycle through it.
unsafe extern "C" fn clear(ptr: *mut PyObject) -> c_int {
    // SAFETY: the collector passes one of the class's objects, which nobody can reach; what is given up is
    // released when the object is in order again.
    unsafe {
        let this = ptr.cast::<ArrayObject>();
        if (*this).raw.dtype == DType::Object
            && let Ok(empty) = RawArray::empty(&[0], DType::Object)
        {
            drop(std::mem::replace(&mut (*this).raw, empty));
        }
    }
    0
}

unsafe extern "C" fn dealloc(ptr: *mut PyObject) {
    // SAFETY: the object is dead; it is freed as it was allocated, and releases its type.
    unsafe {
        let class = ffi::Py_TYPE(ptr);
        if is_collected(ptr) == 0 {
            drop_array(ptr);
            if !SPARE.keep(ptr) {
                ffi::PyObject_Free(ptr.cast());
            }
        } else {
            ffi::PyObject_GC_UnTrack(ptr.cast());
            drop_array(ptr);
            if let Some(free) = (*class).tp_free {
                free(ptr.cast());
            }
        }
        ffi::Py_DECREF(class.cast());
    }
}

fn drop_array(ptr: *mut PyObject) {
    // SAFETY: the object is dead and its payload is dropped once.
    unsafe {
        let this = ptr.cast::<ArrayObject>();
        if !(*this).weakrefs.is_null() {
            ffi::PyObject_ClearWeakRefs(ptr);
        }
        std::ptr::drop_in_place(&raw mut (*this).raw);
        ffi::Py_XDECREF((*this).base);
    }
}

/// Replaces the array inside an object, for `shape`, `strides` and `dtype` set in place.
fn replace(array: &Any<'_>, with: RawArray) {
    // SAFETY: the interpreter is held and no reference into the payload is in use: callers pass a new array.
    unsafe { (*object(array)).raw = with };
}

/// Changes the write permission of an object.
pub fn set_writeable(array: &Any<'_>, writeable: bool) {
    // SAFETY: the interpreter is held.
    unsafe { (*object(array)).writeable = writeable };
}

/// Makes the class.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    let py = module.py();
    flags::init(module)?;
    flatiter::init(module)?;
    dlpack::init(module)?;
    let mut builder = TypeBuilder::new(
        "tegula.ndarray",
        size_of::<ArrayObject>(),
        "ndarray(shape, dtype=float, buffer=None, offset=0, strides=None, order=None)\n--\n\nAn n-dimensional array of \
         elements of one type.",
    )
    .subclassable()
    .offset("__weaklistoffset__", std::mem::offset_of!(ArrayObject, weakrefs))
    .slot(ffi::Py_tp_new, slots::new(construct::new))
    .collected(is_collected, traverse, clear)
    .slot(ffi::Py_tp_dealloc, dealloc as *mut c_void);
    builder = attributes::add(builder);
    builder = buffer::add(builder);
    builder = dlpack::add(builder);
    builder = index::add(builder);
    builder = memory::add(builder);
    builder = methods::add(builder);
    builder = operators::install(builder);
    builder = pickle::add(builder);
    builder = protocols::add(builder);
    builder = reductions::add(builder);
    builder = shaping::add(builder);
    builder = overrides::ufunc::add(builder);
    builder = overrides::wrap::add(builder);
    builder = crate::functions::ordering::add(builder);
    builder = overrides::function::add(builder);
    let class = builder.build(py, &[])?;
    NDARRAY.set(&class);
    // SAFETY: the class has just been made and nobody has used it: these are its defaults.
    unsafe {
        let dict = (*class.as_type_ptr()).tp_dict;
        let priority = owned(py, ffi::PyFloat_FromDouble(0.0))?;
        let none = none(py);
        ffi::PyDict_SetItemString(dict, c"__array_priority__".as_ptr(), priority.as_ptr());
        ffi::PyDict_SetItemString(dict, c"__array_finalize__".as_ptr(), none.as_ptr());
        ffi::PyType_Modified(class.as_type_ptr());
    }
    module.add("ndarray", &class)?;
    Ok(())
}
