//! DLPack: memory shared with other array libraries, with and without a version.

use std::ffi::{CStr, c_void};

use pyo3::exceptions::{PyBufferError, PyRuntimeError};
use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use tegula_core::{DType, Kind, Layout, MAX_NDIM, RawArray};
use tegula_exec::Order;

use super::{is_writeable, raw, share};
use crate::convert::foreign::{self, Kept};
use crate::ffi::{
    Any, Args, Raised, Res, Signature, TypeBuilder, args::given, int, owned, text, truth, tuple, tuple_items,
};

/// The version of the structures that can be told.
const VERSION: Version = Version { major: 1, minor: 0 };
const CPU: i32 = 1;
/// Kinds of memory that the processor can read: its own, that pinned for an accelerator, and managed memory.
const READABLE: [i32; 4] = [CPU, 3, 11, 13];
const READ_ONLY: u64 = 1;
const IS_COPIED: u64 = 2;

#[repr(C)]
#[derive(Clone, Copy)]
struct Version {
    major: u32,
    minor: u32,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Device {
    kind: i32,
    id: i32,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct ElementType {
    code: u8,
    bits: u8,
    lanes: u16,
}

#[repr(C)]
struct Tensor {
    data: *mut c_void,
    device: Device,
    ndim: i32,
    dtype: ElementType,
    shape: *mut i64,
    strides: *mut i64,
    byte_offset: u64,
}

/// A tensor with what is needed to release it, as consumers receive it.
#[repr(C)]
struct Managed {
    tensor: Tensor,
    context: *mut c_void,
    deleter: Option<unsafe extern "C" fn(*mut Managed)>,
}

#[repr(C)]
struct Versioned {
    version: Version,
    context: *mut c_void,
    deleter: Option<unsafe extern "C" fn(*mut Versioned)>,
    flags: u64,
    tensor: Tensor,
}

/// What both forms have.
trait Form: Sized {
    const NAME: &'static CStr;
    const USED: &'static CStr;

    fn deleter(&self) -> Option<unsafe extern "C" fn(*mut Self)>;

    fn tensor(&mut self) -> &mut Tensor;

    /// # Errors
    /// `BufferError` if the form is of a later kind.
    fn is_writeable(&self) -> Result<bool, Raised>;
}

impl Form for Managed {
    const NAME: &'static CStr = c"dltensor";
    const USED: &'static CStr = c"used_dltensor";

    fn deleter(&self) -> Option<unsafe extern "C" fn(*mut Managed)> {
        self.deleter
    }

    fn tensor(&mut self) -> &mut Tensor {
        &mut self.tensor
    }

    /// Nobody can tell.
    fn is_writeable(&self) -> Result<bool, Raised> {
        Ok(false)
    }
}

impl Form for Versioned {
    const NAME: &'static CStr = c"dltensor_versioned";
    const USED: &'static CStr = c"used_dltensor_versioned";

    fn deleter(&self) -> Option<unsafe extern "C" fn(*mut Versioned)> {
        self.deleter
    }

    fn tensor(&mut self) -> &mut Tensor {
        &mut self.tensor
    }

    fn is_writeable(&self) -> Result<bool, Raised> {
        if self.version.major > VERSION.major {
            return Err(refused(
                "from_dlpack(): the exported DLPack major version is too high to be imported by this version of NumPy.",
            ));
        }
        Ok(self.flags & READ_ONLY == 0)
    }
}

/// The capsule's destructor: releases a tensor that nobody has taken.
unsafe extern "C" fn discard<F: Form>(capsule: *mut PyObject) {
    // SAFETY: the name says whether the tensor is still there.
    unsafe {
        if ffi::PyCapsule_IsValid(capsule, F::NAME.as_ptr()) != 0 {
            release(ffi::PyCapsule_GetPointer(capsule, F::NAME.as_ptr()).cast::<F>());
        }
    }
}

/// # Safety
/// The pointer must be null or a tensor that is released once.
unsafe fn release<F: Form>(managed: *mut F) {
    // SAFETY: the caller vouches for the pointer.
    if let Some(deleter) = unsafe { managed.as_ref() }.and_then(Form::deleter) {
        // SAFETY: as above.
        unsafe { deleter(managed) };
    }
}

fn refused(text: &str) -> Raised {
    PyBufferError::new_err(text.to_owned()).into()
}

fn unsupported(text: &str) -> Raised {
    PyRuntimeError::new_err(text.to_owned()).into()
}

fn element_type(dtype: DType) -> Result<ElementType, Raised> {
    let code = match dtype {
        DType::Foreign(_) => return Err(refused("DLPack only supports native byte order.")),
        DType::BF16 => 4,
        DType::Bool => 6,
        dtype if !dtype.is_number() => {
            return Err(refused("DLPack only supports signed/unsigned integers, float and complex dtypes."));
        }
        dtype => match dtype.kind() {
            Kind::Signed => 0,
            Kind::Unsigned => 1,
            Kind::Float => 2,
            _ => 5,
        },
    };
    Ok(ElementType { code, bits: (dtype.itemsize() * 8) as u8, lanes: 1 })
}

fn dtype_of(element: ElementType) -> Option<DType> {
    DType::ALL.into_iter().find(|&dtype| {
        element_type(dtype).is_ok_and(|known| known.code == element.code && known.bits == element.bits)
    })
}

/// What an exported tensor needs as long as somebody has it.
#[repr(C)]
struct Export<F> {
    managed: F,
    extents: Vec<i64>,
    strides: Vec<i64>,
    _array: RawArray,
}

unsafe extern "C" fn delete<F>(managed: *mut F) {
    // SAFETY: the managed tensor is the first field of an export, which was leaked when it was made.
    drop(unsafe { Box::from_raw(managed.cast::<Export<F>>()) });
}

/// Puts a tensor of the array into a capsule.
fn export<F: Form>(py: Python<'_>, array: RawArray, make: impl FnOnce(Tensor) -> F) -> Res<'_> {
    let dtype = element_type(array.dtype)?;
    let size = array.itemsize() as i64;
    let mut export = Box::new(Export {
        managed: make(Tensor {
            data: array.ptr().cast(),
            device: Device { kind: CPU, id: 0 },
            ndim: array.ndim() as i32,
            dtype,
            shape: std::ptr::null_mut(),
            strides: std::ptr::null_mut(),
            byte_offset: 0,
        }),
        extents: array.shape().iter().map(|&n| n as i64).collect(),
        strides: array.strides().iter().map(|&stride| stride as i64 / size).collect(),
        _array: array,
    });
    let (extents, strides) = (export.extents.as_mut_ptr(), export.strides.as_mut_ptr());
    let export = Box::into_raw(export);
    // SAFETY: the export was just leaked; it starts with its managed tensor.
    unsafe {
        let managed = &raw mut (*export).managed;
        let tensor = (*managed).tensor();
        (tensor.shape, tensor.strides) = (extents, strides);
        let capsule = ffi::PyCapsule_New(managed.cast(), F::NAME.as_ptr(), Some(discard::<F>));
        if capsule.is_null() {
            delete(managed);
        }
        owned(py, capsule)
    }
}

/// `__dlpack__`: a capsule with a tensor over the array's memory.
fn to_dlpack<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> =
        Signature::fast("__dlpack__(*, stream=None, max_version=None, dl_device=None, copy=None)");
    let py = array.py();
    let [stream, version, device, copy] = args.parse(&SIGNATURE)?;
    if given(stream).is_some() {
        return Err(unsupported("NumPy only supports stream=None."));
    }
    let versioned = match given(version) {
        None => false,
        Some(version) => match tuple_items(version) {
            Some([major, _]) => major.ge(1)?,
            _ => return Err(Raised::type_("max_version must be None or a tuple with two elements.")),
        },
    };
    if let Some(device) = given(device) {
        let Some(items) = tuple_items(device) else { return Err(Raised::type_("dl_device must be a tuple")) };
        let asked = items.iter().map(crate::ffi::index).collect::<Result<Vec<_>, _>>()?;
        if asked != [CPU as isize, 0] {
            return Err(refused("unsupported device requested"));
        }
    }
    let copied = given(copy).map_or(Ok(false), truth)?;
    let mut this = raw(array).clone();
    if copied {
        element_type(this.dtype)?;
        this = tegula_exec::copy(&this, Order::K)?;
    }
    if !versioned && !copied && !is_writeable(array) {
        return Err(refused(
            "Cannot export readonly array since signalling readonly is unsupported by DLPack (supported by newer DLPack \
             version).",
        ));
    }
    let size = this.itemsize() as isize;
    if size > 0 && this.strides().iter().any(|stride| stride % size != 0) {
        return Err(refused("DLPack only supports strides which are a multiple of itemsize."));
    }
    if !versioned {
        return export(py, this, |tensor| Managed {
            tensor,
            context: std::ptr::null_mut(),
            deleter: Some(delete::<Managed>),
        });
    }
    let mut flags = 0;
    if copied {
        flags |= IS_COPIED;
    } else if !is_writeable(array) {
        flags |= READ_ONLY;
    }
    export(py, this, |tensor| Versioned {
        version: VERSION,
        context: std::ptr::null_mut(),
        deleter: Some(delete::<Versioned>),
        flags,
        tensor,
    })
}

/// Asks an object for a capsule. One that knows no arguments is asked without.
fn ask<'py>(object: &Any<'py>, device: Option<&Any<'py>>, copy: Option<&Any<'py>>) -> Res<'py> {
    let py = object.py();
    let method = object.getattr("__dlpack__")?;
    let (device, copy) = (given(device), given(copy));
    let keywords = PyDict::new(py);
    let cpu = tuple(py, &[int(py, CPU.into())?, int(py, 0)?])?;
    keywords.set_item("dl_device", device.map(|_| cpu))?;
    keywords.set_item("copy", copy)?;
    keywords.set_item("max_version", (VERSION.major, VERSION.minor))?;
    match method.call((), Some(&keywords)) {
        Err(error)
            if device.is_none()
                && copy.is_none()
                && error.is_instance_of::<pyo3::exceptions::PyTypeError>(py) =>
        {
            Ok(method.call0()?)
        }
        answer => Ok(answer?),
    }
}

static FROM_DLPACK: Signature<3> = Signature::fast("from_dlpack(x, /, *, device=None, copy=None)");

/// `from_dlpack`: an array over the memory of an object of any library.
fn from_dlpack<'py>(args: Args<'_, 'py>) -> Res<'py> {
    if args.positional().is_empty() && args.is_positional() {
        return Err(Raised::type_("from_dlpack() missing required argument 'obj' (pos 0)"));
    }
    let [object, device, copy] = args.parse(&FROM_DLPACK)?;
    if let Some(device) = given(device).filter(|&device| text(device) != Some("cpu")) {
        return Err(Raised::value(format!(
            "Device not understood. Only \"cpu\" is allowed, but received: {}",
            device.str()?
        )));
    }
    let capsule = ask(object.expect("required"), device, copy)?;
    // SAFETY: the names are C strings; validity is only asked.
    if unsafe { ffi::PyCapsule_IsValid(capsule.as_ptr(), Versioned::NAME.as_ptr()) } != 0 {
        take::<Versioned>(&capsule)
    } else {
        take::<Managed>(&capsule)
    }
}

/// The name of capsules that keep tensors which were taken.
const KEEPER: &CStr = c"tegula_dltensor";

/// Takes the tensor out of its capsule.
fn take<'py, F: Form>(capsule: &Any<'py>) -> Res<'py> {
    let py = capsule.py();
    // SAFETY: a capsule of this name holds a tensor of this form, which belongs to whoever renames the capsule; from
    // then on a capsule of ours releases it.
    unsafe {
        let managed = ffi::PyCapsule_GetPointer(capsule.as_ptr(), F::NAME.as_ptr()).cast::<F>();
        if managed.is_null() {
            return Err(Raised::already());
        }
        let writeable = (*managed).is_writeable()?;
        let tensor = (*managed).tensor();
        let (layout, dtype) = read(tensor)?;
        let first = tensor.data.cast::<u8>().wrapping_add(tensor.byte_offset as usize);
        let keeper = owned(py, ffi::PyCapsule_New(managed.cast(), KEEPER.as_ptr(), Some(let_go::<F>)))?;
        crate::ffi::check(ffi::PyCapsule_SetName(capsule.as_ptr(), F::USED.as_ptr()))?;
        let owner = Kept::new(&keeper);
        let array = foreign::attach(first, layout, dtype, Box::new(owner))?;
        share(&keeper, array, writeable)
    }
}

/// The destructor of the capsule that keeps a tensor which was taken.
unsafe extern "C" fn let_go<F: Form>(capsule: *mut PyObject) {
    // SAFETY: the capsule holds a tensor, which is released once.
    unsafe { release(ffi::PyCapsule_GetPointer(capsule, KEEPER.as_ptr()).cast::<F>()) };
}

/// The layout and type of a tensor's elements.
///
/// # Safety
/// There must be an extent, and a stride if any, for each axis.
unsafe fn read(tensor: &Tensor) -> Result<(Layout, DType), Raised> {
    let Some(ndim) = usize::try_from(tensor.ndim).ok().filter(|&ndim| ndim <= MAX_NDIM) else {
        return Err(unsupported("maxdims of DLTensor is higher than the supported maxdims."));
    };
    if !READABLE.contains(&tensor.device.kind) {
        return Err(unsupported("Unsupported device in DLTensor."));
    }
    if tensor.dtype.lanes != 1 {
        return Err(unsupported("Unsupported lanes in DLTensor dtype."));
    }
    let Some(dtype) = dtype_of(tensor.dtype) else {
        return Err(unsupported("Unsupported dtype in DLTensor."));
    };
    let mut extents = Vec::with_capacity(ndim);
    for axis in 0..ndim {
        // SAFETY: the caller vouches for the extents.
        let n = usize::try_from(unsafe { *tensor.shape.add(axis) });
        extents.push(n.map_err(|_| Raised::value("negative dimensions are not allowed"))?);
    }
    let mut layout = Layout::contiguous(&extents, dtype.itemsize())?;
    if !tensor.strides.is_null() {
        for (axis, stride) in layout.strides.iter_mut().enumerate() {
            // SAFETY: the caller vouches for the strides.
            let elements = unsafe { *tensor.strides.add(axis) } as isize;
            *stride = elements.wrapping_mul(dtype.itemsize() as isize);
        }
    }
    Ok((layout, dtype))
}

/// Adds the methods to the class.
pub fn add(builder: TypeBuilder) -> TypeBuilder {
    builder.method("__dlpack__", "A capsule with the memory, by the DLPack protocol.", to_dlpack).noargs(
        "__dlpack_device__",
        "The device, by the DLPack protocol: the processor.",
        |array| tuple(array.py(), &[int(array.py(), CPU.into())?, int(array.py(), 0)?]),
    )
}

/// Adds the function to the module.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    FROM_DLPACK.add(module, "An array over the memory of an object with `__dlpack__`.", from_dlpack)
}
