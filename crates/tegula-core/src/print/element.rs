//! Formats that give all elements of one array texts that line up.

use super::digits::Real;
use super::float::{Positional, Scientific, Trim, positional, scientific};
use super::options::{FloatMode, Legacy, PrintOptions, Sign};
use crate::{Kind, RawArray, Scalar};

/// Calls its argument with every element that counts for the format.
pub(super) type Visit<'a, T = Scalar> = &'a dyn Fn(&mut dyn FnMut(T));

/// How the elements of one array are printed.
pub(super) enum ElementFormat {
    Bool { pad: bool },
    Integer { width: usize, sign: Sign },
    Float(FloatFormat),
    Complex { re: FloatFormat, im: FloatFormat },
    Text,
}

impl ElementFormat {
    /// The format for the elements of `a` that `visit` shows.
    pub(super) fn new(a: &RawArray, o: &PrintOptions, visit: Visit) -> ElementFormat {
        let old = o.legacy <= Legacy::V1_13;
        let sign = if old && a.ndim() > 0 && o.sign == Sign::Minus { Sign::Space } else { o.sign };
        match a.dtype.kind() {
            Kind::Bool => ElementFormat::Bool { pad: a.ndim() > 0 },
            Kind::Signed | Kind::Unsigned => integer_format(o.sign, visit),
            Kind::Float => {
                ElementFormat::Float(FloatFormat::new(o, sign, &|f| visit(&mut |x| f(Real::new(x)))))
            }
            Kind::Complex => {
                let (mut re, mut im) = (o.clone(), o.clone());
                if old {
                    (re.floatmode, im.floatmode) = (FloatMode::MaxPrecEqual, FloatMode::MaxPrec);
                }
                ElementFormat::Complex {
                    re: FloatFormat::new(&re, sign, &|f| visit(&mut |z| f(parts(z)[0]))),
                    im: FloatFormat::new(&im, Sign::Plus, &|f| visit(&mut |z| f(parts(z)[1]))),
                }
            }
            Kind::Str | Kind::Bytes => ElementFormat::Text,
            Kind::Object => panic!("objects are printed by their host"),
        }
    }

    /// The text of an element, given as a 0-d array.
    pub(super) fn text(&self, element: &RawArray) -> String {
        match self {
            ElementFormat::Text => element.quoted(&[]),
            numeric => numeric.number(element.get(&[])),
        }
    }

    fn number(&self, x: Scalar) -> String {
        match self {
            ElementFormat::Text => unreachable!("numbers have formats of their own"),
            ElementFormat::Bool { pad } => match x.is_true() {
                true if *pad => " True".into(),
                true => "True".into(),
                false => "False".into(),
            },
            ElementFormat::Integer { width, sign } => match (sign, integer(x)) {
                (Sign::Plus, x) => format!("{x:+width$}"),
                (Sign::Space, x @ 0..) => format!("{:>width$}", format!(" {x}")),
                (_, x) => format!("{x:width$}"),
            },
            ElementFormat::Float(format) => format.text(Real::new(x)),
            ElementFormat::Complex { re, im } => {
                let [x, y] = parts(x);
                let imaginary = im.text(y);
                // The unit comes before the spaces that pad the imaginary part.
                let (number, space) = imaginary.split_at(imaginary.trim_end().len());
                format!("{}{number}j{space}", re.text(x))
            }
        }
    }
}

fn integer(x: Scalar) -> i128 {
    match x {
        Scalar::U64(x) => x.into(),
        other => other.to_i64().into(),
    }
}

fn integer_format(sign: Sign, visit: Visit) -> ElementFormat {
    let (mut least, mut greatest) = (i128::MAX, i128::MIN);
    visit(&mut |x| {
        least = least.min(integer(x));
        greatest = greatest.max(integer(x));
    });
    let sign = if sign == Sign::Space && least < 0 { Sign::Minus } else { sign };
    let signed = usize::from(greatest >= 0 && sign != Sign::Minus);
    let width = (greatest.to_string().len() + signed).max(least.to_string().len());
    ElementFormat::Integer { width, sign }
}

fn parts(z: Scalar) -> [Real; 2] {
    let dtype = z.dtype().real();
    let z = z.to_c128();
    [z.re, z.im].map(|value| Real { value, dtype })
}

/// How the floats of one array, or the real or imaginary parts of its complex numbers, are printed.
pub(super) struct FloatFormat {
    notation: Notation,
    sign: Sign,
    /// The width of text that is not a number.
    width: usize,
    nanstr: String,
    infstr: String,
}

enum Notation {
    Positional(Positional),
    Scientific(Scientific),
}

/// What decides about the format, gathered in one pass over the values.
struct Survey {
    sample: Option<Real>,
    least: f64,
    greatest: f64,
    negative: bool,
    other: usize,
    negative_infinity: bool,
}

impl Survey {
    fn new(visit: Visit<Real>) -> Survey {
        let mut survey = Survey {
            sample: None,
            least: f64::INFINITY,
            greatest: 0.0,
            negative: false,
            other: 0,
            negative_infinity: false,
        };
        visit(&mut |x| {
            if !x.value.is_finite() {
                survey.other += 1;
                survey.negative_infinity |= x.value < 0.0;
                return;
            }
            survey.negative |= x.value.is_sign_negative();
            if x.value != 0.0 {
                survey.sample = Some(x);
                survey.least = survey.least.min(x.value.abs());
                survey.greatest = survey.greatest.max(x.value.abs());
            }
        });
        survey
    }

    /// True if positional notation would hide digits or need too many; judged in the arithmetic of the
    /// type itself.
    fn wants_exponent(&self, o: &PrintOptions) -> bool {
        self.sample.is_some_and(|x| {
            let digits = if o.legacy <= Legacy::V2_2 { 8 } else { x.decimal_precision().min(8) };
            self.greatest >= 10f64.powi(digits)
                || !o.suppress
                    && (self.least < x.nearest(0.0001) || x.nearest(self.greatest / self.least) > 1000.0)
        })
    }
}

impl FloatFormat {
    fn new(o: &PrintOptions, sign: Sign, visit: Visit<Real>) -> FloatFormat {
        let survey = Survey::new(visit);
        let old = o.legacy <= Legacy::V1_13;
        let exponential = survey.wants_exponent(o);
        let unique = o.floatmode != FloatMode::Fixed && !(old && exponential);
        let precision = (o.floatmode != FloatMode::Unique).then_some(o.precision);
        let trim = if unique { Trim::Point } else { Trim::Keep };
        let plus = sign == Sign::Plus;

        // The longest part before the point, the longest one after it, and the longest exponent. Where
        // there is no finite number, infinities and NaNs alone decide, with the point counted all the same.
        let (mut left, mut right, mut exponent) = (0, 0, 0);
        let mut measure = |text: &str| {
            let (number, power) = text.split_once('e').unwrap_or((text, ""));
            let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
            // NumPy 1.13 leaves a place for a sign always.
            left = left.max(if old { whole.trim_start_matches(['-', '+']).len() + 1 } else { whole.len() });
            right = right.max(fraction.len());
            exponent = exponent.max(power.len().saturating_sub(1));
        };
        let mut notation = if exponential {
            let first = Scientific { precision, unique, trim, sign: plus, ..Default::default() };
            visit(&mut |x| {
                if x.value.is_finite() {
                    measure(&scientific(x, &first));
                }
            });
            Notation::Scientific(Scientific {
                precision: Some(right),
                min_digits: Some(right),
                exp_digits: Some(exponent),
                trim: Trim::Keep,
                ..first
            })
        } else {
            let first = Positional { precision, unique, trim, sign: plus, ..Default::default() };
            visit(&mut |x| {
                if x.value.is_finite() {
                    measure(&positional(x, &first));
                }
            });
            let equal = matches!(o.floatmode, FloatMode::Fixed | FloatMode::MaxPrecEqual);
            Notation::Positional(Positional {
                precision: if equal { Some(right) } else { precision },
                min_digits: Some(if equal { right } else { 0 }),
                trim: if equal { Trim::Keep } else { Trim::Point },
                pad_right: Some(right),
                ..first
            })
        };
        if let Notation::Scientific(_) = notation {
            right += exponent + 2;
        }
        if old {
            left = if exponential { 3 } else { left };
        } else {
            left += usize::from(sign == Sign::Space && !survey.negative);
        }
        if survey.other > 0 {
            let signed = usize::from(sign != Sign::Minus || survey.negative_infinity);
            let nan = length(&o.nanstr).saturating_sub(right + 1);
            let inf = (length(&o.infstr) + signed).saturating_sub(right + 1);
            left = left.max(nan).max(inf);
        }
        match &mut notation {
            Notation::Positional(options) => options.pad_left = Some(left),
            Notation::Scientific(options) => options.pad_left = Some(left),
        }
        let (nanstr, infstr) = (o.nanstr.clone(), o.infstr.clone());
        FloatFormat { notation, sign, width: left + right + 1, nanstr, infstr }
    }

    fn text(&self, x: Real) -> String {
        if !x.value.is_finite() {
            let (sign, word) = match x.value {
                value if value < 0.0 => ("-", &self.infstr),
                value => (
                    if self.sign == Sign::Plus { "+" } else { "" },
                    if value.is_nan() { &self.nanstr } else { &self.infstr },
                ),
            };
            return format!("{:>width$}", format!("{sign}{word}"), width = self.width);
        }
        match &self.notation {
            Notation::Positional(options) => positional(x, options),
            Notation::Scientific(options) => scientific(x, options),
        }
    }
}

/// The number of characters.
pub(super) fn length(text: &str) -> usize {
    text.chars().count()
}
