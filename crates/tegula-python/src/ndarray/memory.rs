//! Methods that look at an array's memory as bytes, or replace it.

use pyo3::ffi;
use pyo3::prelude::*;
use tegula_core::{DType, Dims, Layout, RawArray, objects};

use super::wrap_like;
use super::{index, owns_data, raw, replace, require_writeable, shaping, view};
use crate::dtype;
use crate::ffi::tuple_items;
use crate::ffi::{Any, Args, Raised, Res, Signature, TypeBuilder, args::given, int, none, text, truth};
use crate::gil;

/// Adds the methods to the class.
pub fn add(builder: TypeBuilder) -> TypeBuilder {
    builder
        .method("byteswap", "byteswap(inplace=False)\n--\n\nThe bytes of each element reversed.", byte_swap)
        .method(
            "getfield",
            "getfield(dtype, offset=0)\n--\n\nA view of some bytes of each element.",
            get_field,
        )
        .method(
            "setfield",
            "setfield(val, /, dtype, offset=0)\n--\n\nSets some bytes of each element.",
            set_field,
        )
        .method("resize", "resize(*new_shape, refcheck=True)\n--\n\nChanges shape and size in place.", resize)
        .method("to_device", "to_device(device, /, *, stream=None)\n--\n\nThe array itself.", to_device)
        .method("dumps", "dumps()\n--\n\nThe pickle as bytes.", |array, args| {
            static SIGNATURE: Signature<2> = Signature::python("_dumps(self, protocol=2)");
            let [_, protocol] = args.parse_method(array, &SIGNATURE)?;
            pickled(array, protocol)
        })
        .method("dump", "dump(file)\n--\n\nWrites the pickle to a file.", dump)
        .method("__array_namespace__", "The module, by the array API standard.", array_namespace)
}

fn byte_swap<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::tuple("byteswap(inplace=False)");
    let [in_place] = args.parse(&SIGNATURE)?;
    let this = raw(array).clone();
    if !in_place.map_or(Ok(false), truth)? {
        return wrap_like(
            array,
            gil::detached(array.py(), gil::weight(&this), || tegula_exec::swap_bytes(&this))?,
        );
    }
    require_writeable(array, "array to be byte-swapped")?;
    gil::detached(array.py(), gil::weight(&this), || {
        tegula_exec::assign(&this, &tegula_exec::swap_bytes(&this)?)
    })?;
    Ok(array.clone())
}

/// The bytes from `offset` of each element, as elements of another type.
fn field<'py>(array: &Any<'py>, dtype: Option<&Any<'py>>, offset: Option<&Any<'py>>) -> Res<'py> {
    let dtype = dtype::from_object(dtype.expect("required"))?;
    let offset = offset.map_or(Ok(0), shaping::c_int)?;
    let offset = usize::try_from(offset).map_err(|_| Raised::value("offset is negative"))?;
    let mut field = raw(array).clone();
    if dtype != field.dtype && (dtype == DType::Object || field.dtype == DType::Object) {
        return Err(Raised::type_("Cannot get/set field of an object array"));
    }
    if offset + dtype.itemsize() > field.itemsize() {
        return Err(Raised::value("new type plus offset is larger than original type"));
    }
    field.dtype = dtype;
    field.layout.offset += offset;
    view(array, field)
}

fn get_field<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::tuple("getfield(dtype, offset=0)");
    let [dtype, offset] = args.parse(&SIGNATURE)?;
    field(array, dtype, offset)
}

fn set_field<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::tuple("setfield(value, dtype, offset=0)");
    let [value, dtype, offset] = args.parse(&SIGNATURE)?;
    require_writeable(array, "assignment destination")?;
    let field = field(array, dtype, offset)?;
    index::assign(raw(&field), value.expect("required"), array.py())?;
    Ok(none(array.py()))
}

fn resize<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::anonymous("resize(*new_shape, refcheck=True)");
    let py = array.py();
    let [check] = args.parse_named(&SIGNATURE)?;
    let positional = args.positional();
    let extents: Dims<isize> = match positional {
        [] => return Ok(none(py)),
        [single] if single.is_none() => return Ok(none(py)),
        [single] => {
            let items = tuple_items(single).unwrap_or(positional);
            items.iter().map(shaping::extent).collect::<Result<_, _>>()?
        }
        many => many.iter().map(shaping::extent).collect::<Result<_, _>>()?,
    };
    if extents.iter().any(|&n| n < 0) {
        return Err(Raised::value("negative dimensions not allowed"));
    }
    let shape: Dims<usize> = extents.iter().map(|&n| n as usize).collect();
    let this = raw(array);
    if !this.is_c_contiguous() && !this.is_f_contiguous() {
        return Err(Raised::value("resize only works on single-segment arrays"));
    }
    let layout = Layout::contiguous(&shape, this.itemsize())?;
    if layout.size() != this.size() {
        if !owns_data(array) {
            return Err(Raised::value("cannot resize this array: it does not own its data"));
        }
        // The caller's name and the call itself refer to the array.
        // SAFETY: the object is alive.
        let shared = unsafe { ffi::Py_REFCNT(array.as_ptr()) > 2 } || this.buffer.holders() > 1;
        if shared && check.map_or(Ok(true), truth)? {
            return Err(Raised::value(
                "cannot resize an array that references or is referenced\nby another object in this way.\nUse the \
                 np.resize function to get a new resized copy or\n set refcheck=False to disable this check",
            ));
        }
    }
    let resized = RawArray::allocate(layout, this.dtype, true)?;
    let len = this.size().min(resized.size()) * this.itemsize();
    if len > 0 {
        objects::overwrite(&resized, || {
            // SAFETY: neither array has gaps, both hold so many bytes, and one is fresh.
            unsafe { std::ptr::copy_nonoverlapping(first_byte(this), resized.ptr(), len) };
        });
    }
    replace(array, resized);
    Ok(none(py))
}

/// Where the memory of an array without gaps begins.
fn first_byte(array: &RawArray) -> *const u8 {
    let (low, _) = array.layout.extent(array.itemsize());
    array.ptr().wrapping_offset(low)
}

fn to_device<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::tuple("to_device(device, /, *, stream=None)");
    if args.positional().len() + args.keywords().count() > 2 {
        args.parse(&SIGNATURE)?;
    }
    if args.positional().len() != 1 {
        return Err(Raised::type_(format!(
            "to_device() takes exactly 1 positional argument ({} given)",
            args.positional().len()
        )));
    }
    if text(&args.positional()[0]).is_none() {
        let class = crate::ffi::type_name(&args.positional()[0]);
        return Err(Raised::type_(format!("to_device() argument 1 must be str, not {class}")));
    }
    let [device, stream] = args.parse(&SIGNATURE)?;
    if given(stream).is_some() {
        return Err(Raised::value("The stream argument in to_device() is not supported"));
    }
    let device = device.expect("required");
    if text(device) != Some("cpu") {
        return Err(Raised::value(format!("Unsupported device: {}. Only 'cpu' is accepted.", device.str()?)));
    }
    Ok(array.clone())
}

fn pickled<'py>(array: &Any<'py>, protocol: Option<&Any<'py>>) -> Res<'py> {
    let protocol = protocol.map_or_else(|| int(array.py(), 2), |p| Ok(p.clone()))?;
    Ok(array.py().import("pickle")?.call_method1("dumps", (array, protocol))?)
}

fn dump<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::python("_dump(self, file, protocol=2)");
    let py = array.py();
    let [_, file, protocol] = args.parse_method(array, &SIGNATURE)?;
    let file = file.expect("required");
    let pickle = pickled(array, protocol)?;
    if file.hasattr("write")? {
        file.call_method1("write", (pickle,))?;
        return Ok(none(py));
    }
    py.import("pathlib")?.call_method1("Path", (file,))?.call_method1("write_bytes", (pickle,))?;
    Ok(none(py))
}

fn array_namespace<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::tuple("__array_namespace__(*, api_version=None)");
    let [version] = args.parse(&SIGNATURE)?;
    if let Some(version) = given(version) {
        let Some(version) = text(version) else {
            return Err(Raised::value("Only None and strings are allowed as the Array API version."));
        };
        if !matches!(version, "2021.12" | "2022.12" | "2023.12" | "2024.12") {
            return Err(Raised::value(format!(
                "Version \"{version}\" of the Array API Standard is not supported."
            )));
        }
    }
    Ok(array.py().import("tegula")?.into_any())
}
