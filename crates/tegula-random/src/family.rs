//! Distributions with parameters: what NumPy checks before it draws.

use crate::{Distribution, Error};

/// A distribution with parameters that NumPy broadcasts against each other.
///
/// What the parameters must satisfy is data, so that a door that draws with arrays of parameters can check each array
/// whole, as NumPy does, before the first draw.
///
/// ```
/// use tegula_random::{Beta, Family, default_rng};
///
/// assert_eq!(Beta::CONSTRAINTS[1].0, "b");
/// assert_eq!(Beta::of((0.0, 1.0)).unwrap_err().to_string(), "a <= 0");
/// let x = default_rng(42).sample(&Beta::of((2.0, 3.0)).unwrap());
/// assert_eq!(x, 0.33841183847153383);
/// ```
pub trait Family: Distribution + Sized {
    /// One value for each parameter.
    type Parameters: Parameters + 'static;

    /// Names of the parameters and what each must satisfy alone.
    const CONSTRAINTS: &'static [(&'static str, Constraint)];

    /// What parameters must not be together, checked after the constraints.
    const RELATIONS: &'static [Relation<Self::Parameters>] = &[];

    /// The distribution with parameters that satisfy constraints and relations.
    fn set_up(parameters: Self::Parameters) -> Self;

    /// The distribution with these parameters.
    ///
    /// # Errors
    /// The first constraint or relation that is broken.
    #[inline]
    fn of(parameters: Self::Parameters) -> Result<Self, Error> {
        for (i, (name, constraint)) in Self::CONSTRAINTS.iter().enumerate() {
            constraint.check(name, parameters.real(i))?;
        }
        for relation in Self::RELATIONS {
            if (relation.broken)(parameters) {
                return Err(relation.error.clone());
            }
        }
        Ok(Self::set_up(parameters))
    }
}

/// A condition on several parameters.
pub struct Relation<P> {
    /// True if the parameters do not go together.
    pub broken: fn(P) -> bool,
    /// What is said of them.
    pub error: Error,
}

/// One value for each parameter of a distribution: a tuple of `f64` and `i64`.
pub trait Parameters: Copy {
    /// The value at a place, as constraints are checked.
    fn real(&self, place: usize) -> f64;
}

macro_rules! parameters {
    ($($ty:ident $i:tt),*) => {
        impl Parameters for ($($ty,)*) {
            #[inline]
            fn real(&self, place: usize) -> f64 {
                match place {
                    $($i => self.$i as f64,)*
                    _ => f64::NAN,
                }
            }
        }
    };
}

parameters!(f64 0);
parameters!(f64 0, f64 1);
parameters!(f64 0, f64 1, f64 2);
parameters!(f64 0, i64 1);
parameters!(i64 0, i64 1, i64 2);

/// What a parameter of a distribution must satisfy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Constraint {
    /// Nothing.
    Any,
    /// Not below zero; minus zero counts as below, NaN does not.
    NonNegative,
    /// Above zero, or NaN.
    Positive,
    /// Above zero.
    PositiveNotNan,
    /// In `[0, 1]`.
    Probability,
    /// In `(0, 1]`.
    PositiveProbability,
    /// In `[0, 1)`.
    ProbabilityBelowOne,
    /// Above one.
    AboveOne,
    /// The mean of a Poisson distribution: not below zero, and small enough for draws to fit in 64 bits.
    PoissonMean,
}

/// The largest mean of a Poisson distribution: ten standard deviations below the largest `i64`.
pub(crate) const POISSON_MEAN_MAX: f64 = 9.223372006484771e18;

impl Constraint {
    /// `Ok` when `value` satisfies the constraint, else the error that names the parameter.
    ///
    /// # Errors
    /// [`Error::Parameter`].
    #[inline]
    pub fn check(self, name: &'static str, value: f64) -> Result<(), Error> {
        if self.holds(value) { Ok(()) } else { Err(self.broken(name, value, false)) }
    }

    /// `Ok` when all values of an array satisfy the constraint, else the error in the words that NumPy uses for arrays.
    ///
    /// # Errors
    /// [`Error::Parameter`].
    pub fn check_all(
        self,
        name: &'static str,
        values: impl Iterator<Item = f64> + Clone,
    ) -> Result<(), Error> {
        match values.clone().find(|&value| !self.holds(value)) {
            None => Ok(()),
            Some(value) => {
                // Of several faults the graver is named.
                let grave = values.into_iter().find(|&value| match self {
                    Constraint::PositiveNotNan => value.is_nan(),
                    Constraint::PoissonMean => value.is_nan() || value > POISSON_MEAN_MAX,
                    _ => false,
                });
                Err(self.broken(name, grave.unwrap_or(value), true))
            }
        }
    }

    #[inline]
    fn holds(self, value: f64) -> bool {
        match self {
            Constraint::Any => true,
            Constraint::NonNegative => value.is_nan() || value.is_sign_positive(),
            Constraint::Positive => value.is_nan() || value > 0.0,
            Constraint::PositiveNotNan => value > 0.0,
            Constraint::Probability => (0.0..=1.0).contains(&value),
            Constraint::PositiveProbability => value > 0.0 && value <= 1.0,
            Constraint::ProbabilityBelowOne => (0.0..1.0).contains(&value),
            Constraint::AboveOne => value > 1.0,
            Constraint::PoissonMean => (0.0..=POISSON_MEAN_MAX).contains(&value),
        }
    }

    #[cold]
    fn broken(self, name: &'static str, value: f64, array: bool) -> Error {
        let nan = if array { "contains NaNs" } else { "is NaN" };
        Error::Parameter(match self {
            Constraint::Any | Constraint::NonNegative => format!("{name} < 0"),
            Constraint::PositiveNotNan if value.is_nan() => format!("{name} must not be NaN"),
            Constraint::Positive | Constraint::PositiveNotNan => format!("{name} <= 0"),
            Constraint::Probability => format!("{name} < 0, {name} > 1 or {name} {nan}"),
            Constraint::PositiveProbability => format!("{name} <= 0, {name} > 1 or {name} contains NaNs"),
            Constraint::ProbabilityBelowOne => format!("{name} < 0, {name} >= 1 or {name} {nan}"),
            Constraint::AboveOne => format!("{name} <= 1 or {name} {nan}"),
            // NumPy looks for large means first in arrays and last in numbers, and NaN counts as either.
            Constraint::PoissonMean if value > POISSON_MEAN_MAX || array && value.is_nan() => {
                format!("{name} value too large")
            }
            Constraint::PoissonMean => format!("{name} < 0 or {name} {nan}"),
        })
    }
}

/// Implements [`Family`] and `new` for a distribution: its parameters, what they must satisfy, and how it is made.
macro_rules! family {
    (
        $name:ident ( $($parameter:ident : $ty:ty = $constraint:ident),* )
        $( unless [ $($relation:expr),* $(,)? ] )?
        => $made:expr
    ) => {
        impl $name {
            /// The distribution with these parameters.
            ///
            /// # Errors
            /// In NumPy's words, when a parameter lies outside its domain.
            #[inline]
            pub fn new($($parameter: $ty),*) -> Result<$name, $crate::Error> {
                $crate::Family::of(($($parameter,)*))
            }
        }

        impl $crate::Family for $name {
            type Parameters = ($($ty,)*);
            const CONSTRAINTS: &'static [(&'static str, $crate::Constraint)] =
                &[$((stringify!($parameter), $crate::Constraint::$constraint)),*];
            $( const RELATIONS: &'static [$crate::Relation<Self::Parameters>] = &[$($relation),*]; )?

            #[inline]
            fn set_up(($($parameter,)*): Self::Parameters) -> $name {
                $made
            }
        }
    };
}
pub(crate) use family;

/// Implements [`Distribution`] for draws that hand nothing on to each other.
macro_rules! draws {
    ($name:ty => $output:ty: |$this:ident, $bits:ident| $draw:expr) => {
        impl $crate::Distribution for $name {
            type Output = $output;
            type Carry = ();

            #[inline]
            fn sample<B: $crate::BitGenerator>(&self, $bits: &mut B, _: &mut ()) -> $output {
                let $this = self;
                $draw
            }
        }
    };
}
pub(crate) use draws;
