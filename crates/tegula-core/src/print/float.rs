//! One floating-point number as decimal text, positional or scientific.

use super::digits::{Digits, MAX_DIGITS, Real, Request, digits};
use crate::{Error, Result, Scalar};

/// What happens to zeros at the end of the fraction.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Trim {
    /// They stay, and are added up to the number of digits asked for: NumPy's `'k'`.
    #[default]
    Keep,
    /// They go, the decimal point stays: NumPy's `'.'`.
    Point,
    /// They go, but for one right after the decimal point: NumPy's `'0'`.
    Zero,
    /// They go, and so does a decimal point without digits after it: NumPy's `'-'`.
    All,
}

/// The options of [`format_float_positional`], named as NumPy's arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Positional {
    /// The most digits to print; `None` for as many as are needed.
    pub precision: Option<usize>,
    /// Print the fewest digits that tell the number from its neighbours; otherwise those of its exact
    /// value.
    pub unique: bool,
    /// `precision` and `min_digits` count digits after the decimal point, otherwise significant digits.
    pub fractional: bool,
    /// What happens to zeros at the end.
    pub trim: Trim,
    /// Print the sign of positive numbers too.
    pub sign: bool,
    /// Pad with spaces to this many characters before the decimal point.
    pub pad_left: Option<usize>,
    /// Pad with spaces to this many characters after the decimal point.
    pub pad_right: Option<usize>,
    /// The least digits to print, where `unique` would print fewer.
    pub min_digits: Option<usize>,
}

impl Default for Positional {
    fn default() -> Positional {
        Positional {
            precision: None,
            unique: true,
            fractional: true,
            trim: Trim::Keep,
            sign: false,
            pad_left: None,
            pad_right: None,
            min_digits: None,
        }
    }
}

/// The options of [`format_float_scientific`], named as NumPy's arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scientific {
    /// The most digits to print after the decimal point; `None` for as many as are needed.
    pub precision: Option<usize>,
    /// Print the fewest digits that tell the number from its neighbours; otherwise those of its exact
    /// value.
    pub unique: bool,
    /// What happens to zeros at the end.
    pub trim: Trim,
    /// Print the sign of positive numbers too.
    pub sign: bool,
    /// Pad with spaces to this many characters before the decimal point.
    pub pad_left: Option<usize>,
    /// Fill the exponent with zeros to this many digits, at most five; `None` for two.
    pub exp_digits: Option<usize>,
    /// The least digits to print, where `unique` would print fewer.
    pub min_digits: Option<usize>,
}

impl Default for Scientific {
    fn default() -> Scientific {
        Scientific {
            precision: None,
            unique: true,
            trim: Trim::Keep,
            sign: false,
            pad_left: None,
            exp_digits: None,
            min_digits: None,
        }
    }
}

/// A real number without exponent, as `numpy.format_float_positional` prints it: in the precision of its
/// own type, integers as `float64`.
///
/// # Errors
/// `TypeError` without `precision` if not `unique`; `ValueError` if `min_digits` exceeds `precision` or no
/// significant digit is asked for.
///
/// ```
/// use tegula_core::Scalar;
/// use tegula_core::print::{Positional, format_float_positional};
///
/// let pi = Scalar::F32(std::f32::consts::PI);
/// assert_eq!(format_float_positional(pi, &Positional::default())?, "3.1415927");
/// let exact = Positional { unique: false, precision: Some(10), ..Default::default() };
/// assert_eq!(format_float_positional(pi, &exact)?, "3.1415927410");
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn format_float_positional(x: Scalar, options: &Positional) -> Result<String> {
    if !options.fractional && options.precision == Some(0) {
        return Err(Error::value("precision must be greater than 0 if fractional=False"));
    }
    check(options.precision, options.min_digits, options.unique)?;
    Ok(positional(Real::new(x), options))
}

/// A real number with a power of ten, as `numpy.format_float_scientific` prints it: in the precision of
/// its own type, integers as `float64`.
///
/// # Errors
/// `TypeError` without `precision` if not `unique`; `ValueError` if `min_digits` exceeds `precision`.
///
/// ```
/// use tegula_core::Scalar;
/// use tegula_core::print::{Scientific, format_float_scientific};
///
/// let options = Scientific { exp_digits: Some(4), ..Default::default() };
/// assert_eq!(format_float_scientific(Scalar::F32(1.23e24), &options)?, "1.23e+0024");
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn format_float_scientific(x: Scalar, options: &Scientific) -> Result<String> {
    check(options.precision, options.min_digits, options.unique)?;
    Ok(scientific(Real::new(x), options))
}

fn check(precision: Option<usize>, min_digits: Option<usize>, unique: bool) -> Result<()> {
    match (precision, min_digits) {
        (Some(most @ 1..), Some(least)) if least > most => {
            Err(Error::value("min_digits must be less than or equal to precision"))
        }
        (None, _) if !unique => Err(Error::type_("in non-unique mode `precision` must be supplied")),
        _ => Ok(()),
    }
}

/// [`format_float_positional`] for checked options.
pub(super) fn positional(x: Real, o: &Positional) -> String {
    if !x.value.is_finite() {
        return nonfinite(x.value, o.sign);
    }
    let request = Request {
        unique: o.unique,
        fraction: o.fractional,
        most: o.precision,
        least: o.min_digits,
        padded: o.fractional,
    };
    let Digits { digits, exponent } = digits(x, &request);
    let (mut whole, mut fraction) = (String::new(), String::new());
    if exponent < 0 {
        whole.push('0');
        fill(&mut fraction, '0', (-exponent - 1) as usize);
        push_ascii(&mut fraction, &digits);
    } else {
        let (before, after) = digits.split_at(digits.len().min(exponent as usize + 1));
        push_ascii(&mut whole, before);
        fill(&mut whole, '0', exponent as usize + 1);
        push_ascii(&mut fraction, after);
    }

    let wanted = if o.unique { o.min_digits } else { o.precision }.unwrap_or(0);
    let wanted = if o.fractional { wanted } else { wanted.saturating_sub(whole.len()) };
    trim(&mut fraction, o.trim, wanted);

    let sign = sign(x.value, o.sign);
    let mut text = String::new();
    fill(&mut text, ' ', o.pad_left.unwrap_or(0).saturating_sub(whole.len() + sign.len()));
    text += sign;
    text += &whole;
    match o.pad_right {
        _ if !fraction.is_empty() || o.trim != Trim::All => text.push('.'),
        Some(_) => text.push(' '),
        None => {}
    }
    if let Some(pad_right) = o.pad_right {
        fill(&mut fraction, ' ', pad_right);
    }
    text + &fraction
}

/// [`format_float_scientific`] for checked options.
pub(super) fn scientific(x: Real, o: &Scientific) -> String {
    if !x.value.is_finite() {
        return nonfinite(x.value, o.sign);
    }
    let with_first = |count: usize| count.saturating_add(1);
    // NumPy keeps the point if there were digits after it, though all of them be trimmed zeros.
    let padded = o.trim != Trim::All;
    let request = Request {
        unique: o.unique,
        fraction: false,
        most: o.precision.map(with_first),
        least: o.min_digits.map(with_first),
        padded,
    };
    let Digits { digits, exponent } = digits(x, &request);
    let mut fraction = String::new();
    push_ascii(&mut fraction, &digits[1..]);
    let point = !fraction.is_empty() || o.trim != Trim::All;
    trim(&mut fraction, o.trim, if o.unique { o.min_digits } else { o.precision }.unwrap_or(0));

    let sign = sign(x.value, o.sign);
    let mut text = String::new();
    fill(&mut text, ' ', o.pad_left.unwrap_or(0).saturating_sub(1 + sign.len()));
    text += sign;
    text.push(digits[0].into());
    if point {
        text.push('.');
    }
    text += &fraction;
    text += if exponent < 0 { "e-" } else { "e+" };
    let width = o.exp_digits.unwrap_or(2).min(5);
    if exponent != 0 || width > 0 {
        text += &format!("{:0width$}", exponent.unsigned_abs());
    }
    text
}

fn nonfinite(value: f64, plus: bool) -> String {
    if value.is_nan() { "nan".into() } else { format!("{}inf", sign(value, plus)) }
}

fn sign(value: f64, plus: bool) -> &'static str {
    match value.is_sign_negative() {
        true => "-",
        false if plus => "+",
        false => "",
    }
}

fn trim(fraction: &mut String, trim: Trim, wanted: usize) {
    if trim == Trim::Keep {
        fill(fraction, '0', wanted);
    } else {
        fraction.truncate(fraction.trim_end_matches('0').len());
        if trim == Trim::Zero && fraction.is_empty() {
            fraction.push('0');
        }
    }
}

/// Appends `filler` until the text has `width` characters.
fn fill(text: &mut String, filler: char, width: usize) {
    let missing = width.min(MAX_DIGITS).saturating_sub(text.len());
    text.extend(std::iter::repeat_n(filler, missing));
}

fn push_ascii(text: &mut String, digits: &[u8]) {
    text.extend(digits.iter().map(|&d| char::from(d)));
}
