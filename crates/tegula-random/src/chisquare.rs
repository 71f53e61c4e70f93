//! Distributions made of gamma and normal draws: chi-square, F and Student's t, central and not.

use crate::family::{draws, family};
use crate::{Family, Float, Poisson, StandardGamma};

/// Chi-square with `df` degrees of freedom: NumPy's `chisquare`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquare(StandardGamma);

family!(ChiSquare(df: f64 = Positive) => ChiSquare(Family::set_up((df / 2.0,))));
draws!(ChiSquare => f64: |this, bits| 2.0 * this.0.sample(bits, &mut ()));

/// Chi-square of variables whose means are not zero: NumPy's `noncentral_chisquare`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NoncentralChiSquare(Noncentral);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Noncentral {
    Nan,
    Central(ChiSquare),
    /// The mean is put into one of the variables.
    Shifted {
        rest: ChiSquare,
        mean: f64,
    },
    /// With less than one variable, the degrees of freedom are drawn.
    Mixed {
        df: f64,
        pairs: Poisson,
    },
}

family! {
    NoncentralChiSquare(df: f64 = Positive, nonc: f64 = NonNegative)
    => NoncentralChiSquare(if nonc.is_nan() {
        Noncentral::Nan
    } else if nonc == 0.0 {
        Noncentral::Central(Family::set_up((df,)))
    } else if df > 1.0 {
        Noncentral::Shifted { rest: Family::set_up((df - 1.0,)), mean: nonc.sqrt() }
    } else {
        Noncentral::Mixed { df, pairs: Family::set_up((nonc / 2.0,)) }
    })
}

draws!(NoncentralChiSquare => f64: |this, bits| match this.0 {
    Noncentral::Nan => f64::NAN,
    Noncentral::Central(central) => central.sample(bits, &mut ()),
    Noncentral::Shifted { rest, mean } => {
        let rest = rest.sample(bits, &mut ());
        let n = f64::standard_normal(bits) + mean;
        rest + n * n
    }
    Noncentral::Mixed { df, pairs } => {
        let more = pairs.sample(bits, &mut ()).wrapping_mul(2);
        ChiSquare::set_up((df + more as f64,)).sample(bits, &mut ())
    }
});

/// The ratio of two chi-square variables: NumPy's `f`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct F {
    above: ChiSquare,
    below: ChiSquare,
    dfnum: f64,
    dfden: f64,
}

family! {
    F(dfnum: f64 = Positive, dfden: f64 = Positive)
    => F { above: Family::set_up((dfnum,)), below: Family::set_up((dfden,)), dfnum, dfden }
}
draws!(F => f64: |this, bits| {
    let above = this.above.sample(bits, &mut ()) * this.dfden;
    above / (this.below.sample(bits, &mut ()) * this.dfnum)
});

/// The ratio of a noncentral and a central chi-square variable: NumPy's `noncentral_f`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NoncentralF {
    above: NoncentralChiSquare,
    below: ChiSquare,
    dfnum: f64,
    dfden: f64,
}

family! {
    NoncentralF(dfnum: f64 = Positive, dfden: f64 = Positive, nonc: f64 = NonNegative)
    => NoncentralF { above: Family::set_up((dfnum, nonc)), below: Family::set_up((dfden,)), dfnum, dfden }
}
draws!(NoncentralF => f64: |this, bits| {
    let above = this.above.sample(bits, &mut ()) * this.dfden;
    above / (this.below.sample(bits, &mut ()) * this.dfnum)
});

/// Student's t with `df` degrees of freedom: NumPy's `standard_t`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StandardT {
    root: f64,
    below: StandardGamma,
}

family! {
    StandardT(df: f64 = Positive)
    => StandardT { root: (df / 2.0).sqrt(), below: Family::set_up((df / 2.0,)) }
}
draws!(StandardT => f64: |this, bits| {
    let above = f64::standard_normal(bits);
    this.root * above / this.below.sample(bits, &mut ()).sqrt()
});
