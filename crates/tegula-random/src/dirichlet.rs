//! The Dirichlet distribution.
//!
//! Gamma draws divided by their sum; where all of them could underflow, a stick of length one is broken by beta draws.

use crate::{Beta, BitGenerator, Distribution, Error, Family, Multivariate, StandardGamma};

/// Probabilities that add up to one: NumPy's `dirichlet`.
#[derive(Clone, Debug, PartialEq)]
pub struct Dirichlet {
    width: usize,
    method: Method,
}

#[derive(Clone, Debug, PartialEq)]
enum Method {
    Zero,
    Gammas(Vec<StandardGamma>),
    /// For each piece but the last, what it takes of the rest, and whether nothing is left then.
    Stick(Vec<(Beta, bool)>),
}

impl Dirichlet {
    /// The distribution with these concentrations.
    ///
    /// # Errors
    /// In NumPy's words, when one is below zero.
    pub fn new(alpha: &[f64]) -> Result<Dirichlet, Error> {
        if alpha.iter().any(|&a| a < 0.0) {
            return Err(Error::Relation("alpha < 0"));
        }
        let small = !alpha.is_empty() && alpha.iter().all(|&a| a < 0.1);
        let method = if !small {
            Method::Gammas(alpha.iter().map(|&a| Family::set_up((a,))).collect())
        } else {
            let mut rest = 0.0;
            let mut pieces = Vec::with_capacity(alpha.len());
            for &a in alpha.iter().rev() {
                pieces.push((Beta::set_up((a, rest)), rest == 0.0));
                rest += a;
            }
            pieces.reverse();
            pieces.pop();
            if rest > 0.0 { Method::Stick(pieces) } else { Method::Zero }
        };
        Ok(Dirichlet { width: alpha.len(), method })
    }
}

impl Multivariate for Dirichlet {
    type Element = f64;

    fn width(&self) -> usize {
        self.width
    }

    fn fill<B: BitGenerator>(&self, bits: &mut B, out: &mut [f64]) -> Result<(), Error> {
        for vector in out.chunks_exact_mut(self.width.max(1)) {
            match &self.method {
                Method::Zero => vector.fill(0.0),
                Method::Gammas(gammas) => {
                    let mut sum = 0.0;
                    for (slot, gamma) in vector.iter_mut().zip(gammas) {
                        *slot = gamma.sample(bits, &mut ());
                        sum += *slot;
                    }
                    let inverse = 1.0 / sum;
                    vector.iter_mut().for_each(|slot| *slot *= inverse);
                }
                Method::Stick(pieces) => {
                    vector.fill(0.0);
                    let mut left = 1.0;
                    for (slot, (share, last)) in vector.iter_mut().zip(pieces) {
                        let share = share.sample(bits, &mut ());
                        *slot = left * share;
                        left *= 1.0 - share;
                        if *last {
                            break;
                        }
                    }
                    vector[self.width - 1] = left;
                }
            }
        }
        Ok(())
    }
}
