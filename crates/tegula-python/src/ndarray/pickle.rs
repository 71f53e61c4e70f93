//! Pickling and copying of arrays.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyType};
use tegula_core::{DType, Layout, RawArray};
use tegula_exec::Order;

use super::{NDARRAY, is_writeable, protocols, raw, replace, shaping, wrap_like};
use crate::convert::foreign;
use crate::ffi::{
    Any, Args, Raised, Res, Signature, TypeBuilder, args::given, boolean, int, int_tuple, none, owned,
    string, truth, tuple, tuple_items,
};
use crate::{dtype, objects};

/// Adds the methods to the class.
pub fn add(builder: TypeBuilder) -> TypeBuilder {
    builder
        .noargs("__reduce__", "Pickles the elements as bytes.", reduce)
        .one("__reduce_ex__", "Pickles the elements, out of band with protocol 5.", |array, protocol| {
            reduce_ex(array, crate::ffi::index(protocol)?)
        })
        .method("__setstate__", "Takes on the state of a pickle.", set_state)
        .noargs("__copy__", "A copy, for the copy module.", |array| {
            wrap_like(array, tegula_exec::copy(raw(array), Order::K)?)
        })
        .one("__deepcopy__", "A copy, for the copy module.", deep_copy)
}

/// A copy; that of objects holds copies of them.
fn deep_copy<'py>(array: &Any<'py>, memo: &Any<'py>) -> Res<'py> {
    let py = array.py();
    let copied = tegula_exec::copy(&raw(array).clone(), Order::K)?;
    if copied.dtype == DType::Object {
        let deepcopy = py.import("copy")?.getattr("deepcopy")?;
        for i in 0..copied.size() {
            let element = super::flatiter::view(&copied, i);
            // SAFETY: a 0-d array of objects has one element.
            unsafe {
                let object = objects::load(py, element.ptr());
                objects::store(&deepcopy.call1((object, memo))?, element.ptr());
            }
        }
    }
    wrap_like(array, copied)
}

/// The objects of an array in the given order as a list.
fn list_of_objects<'py>(py: Python<'py>, array: &RawArray, order: Order) -> Res<'py> {
    let line = tegula_exec::copy(array, order)?;
    let mut layout = tegula_core::Layout::contiguous(&[line.size()], line.itemsize())?;
    layout.offset = line.layout.offset;
    protocols::to_list(py, &line.with_layout(layout))
}

/// `(reconstruct, (class, (0,), type), state)`, where the state is what [`set_state`] takes.
fn reduce<'py>(array: &Any<'py>) -> Res<'py> {
    let py = array.py();
    // As in NumPy's pickles, the bytes are in native order.
    let this = tegula_exec::native(raw(array))?;
    let fortran = this.is_f_contiguous() && !this.is_c_contiguous();
    let order = if fortran { Order::F } else { Order::C };
    let is_object = this.dtype == DType::Object;
    let data = if is_object { list_of_objects(py, &this, order)? } else { bytes(py, &this, order)? };
    let reconstruct = py.import("tegula._core")?.getattr("_reconstruct")?;
    let kind = PyBytes::new(py, if is_object { b"O" } else { b"b" }).into_any();
    let args = tuple(py, &[array.get_type().into_any(), int_tuple(py, &[0])?, kind])?;
    let (shape, dtype) = (int_tuple(py, this.shape())?, dtype::object(py, this.dtype));
    let state = tuple(py, &[int(py, 1)?, shape, dtype, boolean(py, fortran), data])?;
    tuple(py, &[reconstruct, args, state])
}

/// With protocol 5 a plain array without gaps is pickled as its memory, which need not be copied.
fn reduce_ex<'py>(array: &Any<'py>, protocol: isize) -> Res<'py> {
    let py = array.py();
    let this = raw(array).clone();
    let compact = this.layout.permute(&by_stride(&this));
    if protocol < 5
        || !NDARRAY.is_exact(array)
        || this.dtype == DType::Object
        || this.itemsize() == 0
        || !this.with_layout(compact.clone()).is_c_contiguous()
    {
        return Ok(array.call_method0("__reduce__")?);
    }
    let order = match (this.is_c_contiguous(), this.is_f_contiguous()) {
        (true, _) => "C",
        (_, true) => "F",
        _ => "K",
    };
    let memory = if order == "K" {
        super::share(array, this.with_layout(compact), is_writeable(array))?
    } else {
        array.clone()
    };
    let buffer = py.import("pickle")?.getattr("PickleBuffer")?.call1((memory,))?;
    let mut args =
        vec![buffer, dtype::object(py, this.dtype), int_tuple(py, this.shape())?, string(py, order)];
    if order == "K" {
        args.push(int_tuple(py, &by_stride(&this))?);
    }
    let from_buffer = py.import("tegula._core")?.getattr("_frombuffer")?;
    tuple(py, &[from_buffer, tuple(py, &args)?])
}

/// The axes from that with the longest stride down.
fn by_stride(array: &RawArray) -> Vec<usize> {
    let mut axes: Vec<usize> = (0..array.ndim()).collect();
    axes.sort_by_key(|&axis| std::cmp::Reverse(array.strides()[axis]));
    axes
}

/// The elements in the given order as `bytes`.
pub fn bytes<'py>(py: Python<'py>, array: &RawArray, order: Order) -> Res<'py> {
    let gap_free = match order {
        Order::F => array.is_f_contiguous(),
        _ => array.is_c_contiguous(),
    };
    let len = array.size() * array.itemsize();
    // SAFETY: the call returns a new object of so many bytes, yet to be written, or null.
    let bytes = unsafe { owned(py, ffi::PyBytes_FromStringAndSize(std::ptr::null(), len as isize))? };
    let array = if gap_free { array.clone() } else { tegula_exec::copy(array, order)? };
    if len > 0 {
        // SAFETY: the array has no gaps, and both hold `len` bytes.
        unsafe {
            let into = ffi::PyBytes_AS_STRING(bytes.as_ptr()).cast_mut().cast::<u8>();
            std::ptr::copy_nonoverlapping(array.ptr(), into, len);
        }
    }
    Ok(bytes)
}

/// `_reconstruct(class, shape, type)`: an array that waits for its state.
pub fn reconstruct<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::tuple("_reconstruct(subtype, shape, dtype, /)");
    let [class, shape, element] = args.parse(&SIGNATURE)?;
    let class = class.expect("required");
    let is_array = class
        .cast::<PyType>()
        .is_ok_and(|class| class.is_subclass(&NDARRAY.bind(args.py())).unwrap_or(false));
    if !is_array {
        return Err(Raised::type_("argument 1 must be a subtype of ndarray"));
    }
    let element = element.expect("required");
    let element = match element.cast::<PyBytes>() {
        Ok(code) => string(args.py(), &String::from_utf8_lossy(code.as_bytes())),
        Err(_) => element.clone(),
    };
    Ok(NDARRAY.bind(args.py()).getattr("__new__")?.call1((class, shape.expect("required"), element))?)
}

/// `_frombuffer(buffer, dtype, shape, order, axes=None)`: an array over the memory of a pickle.
pub fn from_buffer<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<5> =
        Signature::python("_frombuffer(buf, dtype, shape, order, axis_order=None)");
    let [buffer, element, shape, order, axes] = args.parse(&SIGNATURE)?;
    let (buffer, element) = (buffer.expect("required"), element.expect("required"));
    let (shape, dtype) = (shaping::shape(shape.expect("required"))?, dtype::from_object(element)?);
    let order = order.and_then(crate::ffi::text).unwrap_or_default();
    let size = dtype.itemsize();
    let layout = match (order, given(axes)) {
        ("F", _) => Layout::fortran(&shape, size)?,
        ("K", Some(axes)) => {
            let axes = shaping::extents(axes)?;
            let axes = tegula_core::normalize_axes(&axes, shape.len())?;
            let inner: Vec<usize> = axes.iter().map(|&axis| shape[axis]).collect();
            let back: Vec<usize> =
                (0..axes.len()).map(|axis| axes.iter().position(|&a| a == axis).unwrap_or(axis)).collect();
            if axes.len() != shape.len() {
                return Err(Raised::value("axes don't match array"));
            }
            Layout::contiguous(&inner, size)?.permute(&back)
        }
        _ => Layout::contiguous(&shape, size)?,
    };
    if dtype == DType::Object {
        return Err(Raised::value("cannot create an OBJECT array from memory buffer"));
    }
    let (source, writeable) = match super::get(buffer) {
        Some(found) => (found.clone(), is_writeable(buffer)),
        None => foreign::bytes(buffer)?,
    };
    if source.size() * source.itemsize() != layout.size() * size {
        return Err(Raised::value("buffer size does not match array size"));
    }
    let mut array = RawArray { buffer: source.buffer.clone(), dtype, layout };
    array.layout.offset = source.layout.offset;
    super::share(buffer, array, writeable)
}

/// `__setstate__`: `(version, shape, dtype, is_fortran, data)`, as NumPy's pickles hold it; the version may be left
/// out. The data are bytes, or a list of objects.
fn set_state<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::tuple("__setstate__(state, /)");
    let [state] = args.parse(&SIGNATURE)?;
    let state = state.expect("required");
    let Some(items) = tuple_items(state) else {
        let class = crate::ffi::type_name(state);
        return Err(Raised::type_(format!("__setstate__() argument 1 must be 4-item sequence, not {class}")));
    };
    let ([_, shape, element, fortran, data] | [shape, element, fortran, data]) = items else {
        return Err(Raised::type_(format!(
            "__setstate__() argument 1 must be sequence of length 4, not {}",
            items.len()
        )));
    };
    let (shape, dtype) = (shaping::shape(shape)?, dtype::from_object(element)?);
    let layout = match truth(fortran)? {
        true => Layout::fortran(&shape, dtype.itemsize())?,
        false => Layout::contiguous(&shape, dtype.itemsize())?,
    };
    if dtype == DType::Object {
        let Ok(list) = data.cast::<PyList>() else {
            return Err(Raised::type_("object pickle not returning list"));
        };
        let made = RawArray::allocate(layout, dtype, true)?;
        if list.len() != made.size() {
            return Err(Raised::value("buffer size does not match array size"));
        }
        for (i, object) in list.iter().enumerate() {
            // SAFETY: the array has no gaps and room for so many objects.
            unsafe { objects::store(&object, made.ptr().add(i * made.itemsize())) };
        }
        replace(array, made);
        return Ok(none(array.py()));
    }
    if data.cast::<PyBytes>().is_err() {
        return Err(Raised::type_("pickle not returning string"));
    }
    let (bytes, _) = foreign::bytes(data)?;
    if bytes.size() != layout.size() * dtype.itemsize() {
        return Err(Raised::value("buffer size does not match array size"));
    }
    let offset = bytes.layout.offset;
    let shared = RawArray { buffer: bytes.buffer, dtype, layout: Layout { offset, ..layout } };
    replace(array, tegula_exec::copy(&shared, Order::K)?);
    Ok(none(array.py()))
}

/// The number of bytes of a pickled array, for `__sizeof__`.
pub fn size_of<'py>(array: &Any<'py>) -> Res<'py> {
    let own = if super::owns_data(array) { raw(array).size() * raw(array).itemsize() } else { 0 };
    int(array.py(), (std::mem::size_of::<super::ArrayObject>() + own) as i64)
}
