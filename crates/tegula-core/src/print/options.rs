//! How arrays are printed.

/// What stands before a number that is not negative.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sign {
    /// Nothing: NumPy's `'-'`.
    #[default]
    Minus,
    /// A plus: NumPy's `'+'`.
    Plus,
    /// A space: NumPy's `' '`.
    Space,
}

/// How [`PrintOptions::precision`] is understood.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum FloatMode {
    /// Exactly `precision` fractional digits.
    Fixed,
    /// As many digits as tell each value from its neighbours; `precision` is ignored.
    Unique,
    /// At most `precision` fractional digits, fewer where fewer are enough for the value.
    #[default]
    MaxPrec,
    /// At most `precision` fractional digits, fewer where fewer are enough for all values.
    MaxPrecEqual,
}

/// The release of NumPy whose ways are followed where later ones changed them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Debug, Default)]
pub enum Legacy {
    /// 1.13: a space for the sign of every float, other line breaks.
    V1_13,
    /// 1.21: as 1.25, for all that there is to print here.
    V1_21,
    /// 1.25: scalars without their type.
    V1_25,
    /// 2.1: as 2.2.
    V2_1,
    /// 2.2: no shape for arrays that are summarised, one bound for scientific notation for all types.
    V2_2,
    /// No release but the one that this crate agrees with.
    #[default]
    Current,
}

/// The print options of an array, with NumPy's names and defaults.
///
/// ```
/// use tegula_core::print::{PrintOptions, array_str};
/// use tegula_core::{DType, RawArray};
///
/// let zeros = RawArray::zeros(&[2, 2], DType::F64)?;
/// let options = PrintOptions { precision: 1, floatmode: tegula_core::print::FloatMode::Fixed, ..Default::default() };
/// assert_eq!(array_str(&zeros, &options), "[[0.0 0.0]\n [0.0 0.0]]");
/// # Ok::<(), tegula_core::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PrintOptions {
    /// The number of fractional digits of floats, in the sense that `floatmode` gives it.
    pub precision: usize,
    /// Arrays of more elements than this are summarised; [`usize::MAX`] prints everything.
    pub threshold: usize,
    /// The number of elements at each end of an axis that a summary shows.
    pub edgeitems: usize,
    /// The number of characters after which lines are broken.
    pub linewidth: usize,
    /// Never change to scientific notation because of small numbers or a wide range.
    pub suppress: bool,
    /// What stands before a number that is not negative.
    pub sign: Sign,
    /// How `precision` is understood.
    pub floatmode: FloatMode,
    /// The text of a NaN.
    pub nanstr: String,
    /// The text of an infinity, without its sign.
    pub infstr: String,
    /// The release of NumPy whose ways are followed.
    pub legacy: Legacy,
}

impl Default for PrintOptions {
    fn default() -> PrintOptions {
        PrintOptions {
            precision: 8,
            threshold: 1000,
            edgeitems: 3,
            linewidth: 75,
            suppress: false,
            sign: Sign::Minus,
            floatmode: FloatMode::MaxPrec,
            nanstr: "nan".into(),
            infstr: "inf".into(),
            legacy: Legacy::Current,
        }
    }
}
