//! Elements that are strings: characters of four bytes (`Str`) or bytes (`Bytes`), padded with zeros.

use std::cmp::Ordering;

use crate::DType;

/// A string element in memory, which need not be aligned.
#[derive(Clone, Copy)]
pub struct StringRef {
    place: *const u8,
    dtype: DType,
    swapped: bool,
}

impl StringRef {
    /// The element of the string type `dtype` at an address.
    ///
    /// # Safety
    /// The element must stay there, unchanged, as long as the value is used.
    pub unsafe fn new(dtype: DType, place: *const u8) -> StringRef {
        debug_assert!(dtype.native().is_string());
        StringRef { place, dtype: dtype.native(), swapped: !dtype.is_native() }
    }

    /// The string type, in native byte order.
    pub fn dtype(self) -> DType {
        self.dtype
    }

    /// The units that there is room for.
    pub fn width(self) -> usize {
        match self.dtype {
            DType::Str(n) | DType::Bytes(n) => n as usize,
            _ => 0,
        }
    }

    /// A code point or byte, zero where the string has ended.
    fn unit(self, i: usize) -> u32 {
        if i >= self.width() {
            return 0;
        }
        // SAFETY: the element has so many units.
        unsafe {
            match (self.dtype, self.swapped) {
                (DType::Bytes(_), _) => self.place.add(i).read().into(),
                (_, false) => self.place.cast::<u32>().add(i).read_unaligned(),
                (_, true) => self.place.cast::<u32>().add(i).read_unaligned().swap_bytes(),
            }
        }
    }

    /// The number of units without the padding.
    pub fn len(self) -> usize {
        (0..self.width()).rev().find(|&i| self.unit(i) != 0).map_or(0, |i| i + 1)
    }

    /// True if there is nothing but padding.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The code points or bytes, without the padding.
    pub fn units(self) -> impl Iterator<Item = u32> {
        (0..self.len()).map(move |i| self.unit(i))
    }

    /// The text; what is no character is shown by a replacement.
    pub fn text(self) -> String {
        self.units().map(|c| char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    }

    /// The order of the code points.
    pub fn compare(self, other: StringRef) -> Ordering {
        let n = self.width().max(other.width());
        (0..n).map(|i| self.unit(i).cmp(&other.unit(i))).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
    }
}

/// Writes the units of a string to an element of the string type `dtype`: what there is no room for is
/// dropped, the rest is padded.
///
/// # Safety
/// There must be room for an element at the address, which need not be aligned.
pub unsafe fn write(units: impl IntoIterator<Item = u32>, dtype: DType, place: *mut u8) {
    let mut units = units.into_iter();
    // SAFETY: the caller vouches for the place.
    unsafe {
        match dtype.native() {
            DType::Bytes(n) => {
                (0..n as usize).for_each(|i| place.add(i).write(units.next().unwrap_or(0) as u8));
            }
            DType::Str(n) => {
                let place = place.cast::<u32>();
                let ordered = |unit: u32| if dtype.is_native() { unit } else { unit.swap_bytes() };
                (0..n as usize)
                    .for_each(|i| place.add(i).write_unaligned(ordered(units.next().unwrap_or(0))));
            }
            other => panic!("an element of type {other} is no string"),
        }
    }
}

/// A string as Python writes it in source code, without a prefix: quoted, with escapes.
pub fn quoted(units: impl Iterator<Item = u32> + Clone, is_bytes: bool) -> String {
    let has = |c: char| units.clone().any(|u| u == u32::from(c));
    let quote = if has('\'') && !has('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for unit in units {
        match char::from_u32(unit).filter(|&c| !is_bytes || c.is_ascii()) {
            Some(c @ '\\') => out.extend(['\\', c]),
            Some(c) if c == quote => out.extend(['\\', c]),
            Some('\n') => out += "\\n",
            Some('\r') => out += "\\r",
            Some('\t') => out += "\\t",
            Some(c) if is_printable(c) => out.push(c),
            _ if unit <= 0xFF => out += &format!("\\x{unit:02x}"),
            _ if unit <= 0xFFFF => out += &format!("\\u{unit:04x}"),
            _ => out += &format!("\\U{unit:08x}"),
        }
    }
    out.push(quote);
    out
}

/// True if a character shows as itself.
fn is_printable(c: char) -> bool {
    match c {
        ' '..='~' => true,
        c if c.is_ascii() || c.is_whitespace() => false,
        c => c.is_alphanumeric() || !c.escape_debug().to_string().starts_with("\\u"),
    }
}
