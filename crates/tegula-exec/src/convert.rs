//! Conversions from and to strings and objects: element by element, because each can fail.

use tegula_core::objects::{self, Owned, Reference, host};
use tegula_core::print::scalar_str;
use tegula_core::strings::{self, StringRef};
use tegula_core::{DType, Error, RawArray, Result, Scalar, c128, text_width};

use crate::elementwise::each;
use crate::plan::Operand;

/// Converts the elements of `source`, given by strides over the target's shape, into the target's.
///
/// # Errors
/// Those of the conversions; the elements before the one that failed are written.
///
/// # Safety
/// The source must be readable and disjoint from the target, and one of the two hold no numbers.
pub(crate) unsafe fn elements(target: &RawArray, source: Operand) -> Result<()> {
    // A conversion may run the host's code, which may change what the caller refers to.
    let target = target.clone();
    let (from, to) = (source.dtype, target.dtype);
    let output = Operand { ptr: target.ptr(), dtype: to, strides: target.strides() };
    let mut result = Ok(());
    each(target.shape(), &[output, source], |[place, element], [to_step, from_step], n| {
        result = (0..n as isize).try_for_each(|i| {
            let (place, element) =
                (place.wrapping_offset(to_step * i), element.wrapping_offset(from_step * i));
            // SAFETY: both are elements of their types; the memory is kept by the caller and the clone.
            unsafe { element_to(from, element, to, place) }
        });
        result.is_ok()
    });
    result
}

/// Converts one element of a type in either byte order.
unsafe fn element_to(from: DType, element: *const u8, to: DType, place: *mut u8) -> Result<()> {
    // SAFETY: the caller vouches for the addresses. An object is held while it is converted.
    unsafe {
        match (from.native(), to.native()) {
            (_, DType::Object) => {
                let mut object = Owned::new((host().read)(from, element)?);
                object.swap(place);
                Ok(())
            }
            (DType::Object, _) => {
                let object = Owned::share(element.cast::<Reference>().read_unaligned());
                (host().write)(object.get(), to, place)
            }
            (DType::Str(_) | DType::Bytes(_), DType::Str(_) | DType::Bytes(_)) => {
                let source = StringRef::new(from, element);
                check_ascii(source, to)?;
                strings::write(source.units(), to, place);
                Ok(())
            }
            (DType::Str(_) | DType::Bytes(_), _) => {
                parse(StringRef::new(from, element), to.native())?.write_as(to, place);
                Ok(())
            }
            _ => {
                let text = scalar_str(Scalar::read(from, element));
                strings::write(text.chars().map(u32::from), to, place);
                Ok(())
            }
        }
    }
}

/// Between texts and bytes the encoding is ASCII.
fn check_ascii(source: StringRef, to: DType) -> Result<()> {
    let Some(at) = source.units().position(|u| u > 0x7F) else { return Ok(()) };
    let units: Vec<u32> = source.units().collect();
    match (source.dtype(), to.native()) {
        (DType::Str(_), DType::Bytes(_)) => Err(Error::Encode { text: source.text(), at }),
        (DType::Bytes(_), DType::Str(_)) => {
            Err(Error::Decode { bytes: units.into_iter().map(|u| u as u8).collect(), at })
        }
        _ => Ok(()),
    }
}

/// A string type without a width, as `U` and `S` name it, in native byte order and with the width that the elements of `source` need;
/// any other type as it is.
///
/// # Errors
/// Those of the texts of objects.
pub fn sized(dtype: DType, source: &RawArray) -> Result<DType> {
    let is_text = match dtype.native() {
        DType::Str(0) => true,
        DType::Bytes(0) => false,
        _ => return Ok(dtype),
    };
    let width = match source.dtype {
        DType::Object => {
            // The objects' own code may run: the array must stay.
            let source = source.clone();
            let (mut width, mut result) = (0, Ok(()));
            objects::each(&source.layout, source.buffer.ptr(), |place| {
                if result.is_ok() {
                    // SAFETY: every element is a reference to a live object or null.
                    result = unsafe {
                        let object = Owned::share(place.cast::<Reference>().read_unaligned());
                        (host().width)(object.get(), is_text)
                    }
                    .map(|n| width = width.max(n));
                }
            });
            result?;
            width
        }
        number_or_string => text_width(number_or_string),
    };
    Ok(if is_text { DType::Str(width.max(1)) } else { DType::Bytes(width.max(1)) })
}

/// The number that a string denotes by the rules of Python's `int`, `float` and `complex`; a string is true if
/// it is not empty.
fn parse(source: StringRef, dtype: DType) -> Result<Scalar> {
    if dtype == DType::Bool {
        return Ok(Scalar::Bool(!source.is_empty()));
    }
    let text = source.text();
    let shown = || {
        let units: Vec<u32> = source.units().collect();
        match source.dtype() {
            DType::Bytes(_) => format!("b{}", strings::quoted(units.into_iter(), true)),
            _ => format!("np.str_({})", strings::quoted(units.into_iter(), false)),
        }
    };
    let trimmed = text.trim();
    if dtype.is_integer() {
        let value = without_underscores(trimmed).and_then(|t| t.parse::<i128>().ok());
        let Some(value) = value else {
            return Err(Error::value(format!("invalid literal for int() with base 10: {}", shown())));
        };
        let scalar = match (i64::try_from(value), u64::try_from(value)) {
            (Ok(x), _) => Scalar::I64(x),
            (_, Ok(x)) if dtype == DType::U64 => Scalar::U64(x),
            _ => return Err(Error::Overflow("Python int too large to convert to C long".into())),
        };
        let result = scalar.cast(dtype);
        let fits = if let Scalar::U64(x) = result {
            i128::from(x) == value
        } else {
            i128::from(result.to_i64()) == value
        };
        if !fits {
            return Err(Error::Overflow(format!("Python integer {value} out of bounds for {dtype}")));
        }
        return Ok(result);
    }
    if dtype.is_complex() {
        return match parse_complex(trimmed) {
            Some(z) => Ok(Scalar::C128(z).cast(dtype)),
            None => Err(Error::value("complex() arg is a malformed string")),
        };
    }
    match parse_float(trimmed) {
        Some(x) => Ok(Scalar::F64(x).cast(dtype)),
        None => Err(Error::value(format!("could not convert string to float: {}", shown()))),
    }
}

/// The digits without the single underscores that Python allows between them.
fn without_underscores(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let digit = |i: Option<&char>| i.is_some_and(char::is_ascii_digit);
    let misplaced =
        |i: usize| chars[i] == '_' && !(i > 0 && digit(chars.get(i - 1)) && digit(chars.get(i + 1)));
    if (0..chars.len()).any(misplaced) {
        return None;
    }
    Some(chars.into_iter().filter(|&c| c != '_').collect())
}

fn parse_float(text: &str) -> Option<f64> {
    let lower = text.to_ascii_lowercase();
    let unsigned = lower.trim_start_matches(['+', '-']);
    let is_word = matches!(unsigned, "inf" | "infinity" | "nan");
    if !is_word && !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    without_underscores(text)?.parse().ok()
}

/// `re`, `imj` or `re+imj`, in parentheses or not.
fn parse_complex(text: &str) -> Option<c128> {
    let inner = match text.strip_prefix('(') {
        Some(rest) => rest.strip_suffix(')')?.trim(),
        None => text,
    };
    let Some(body) = inner.strip_suffix(['j', 'J']) else { return Some(c128::new(parse_float(inner)?, 0.0)) };
    // The last sign that does not belong to an exponent parts the two.
    let bytes = body.as_bytes();
    let parting = (1..bytes.len())
        .rev()
        .find(|&i| matches!(bytes[i], b'+' | b'-') && !matches!(bytes[i - 1], b'e' | b'E'))
        .unwrap_or(0);
    let (re, im) = body.split_at(parting);
    let im = match im {
        "" | "+" => 1.0,
        "-" => -1.0,
        digits => parse_float(digits)?,
    };
    Some(c128::new(if re.is_empty() { 0.0 } else { parse_float(re)? }, im))
}
