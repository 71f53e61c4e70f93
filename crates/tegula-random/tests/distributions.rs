//! Every distribution against NumPy's draws, bit for bit, and against what is known of it.
//! `xtask/fixtures/distributions.py` writes the fixture.

use tegula_random::{
    Beta, Binomial, BitGenerator, Categorical, ChiSquare, Dirichlet, Distribution, Exponential, F, Gamma,
    Geometric, Gumbel, Hypergeometric, InverseExponential, Laplace, LogNormal, LogSeries, Logistic,
    MarginMethod, Multinomial, MultivariateHypergeometric, NegativeBinomial, NoncentralChiSquare,
    NoncentralF, Normal, Pareto, Poisson, Power, Rayleigh, StandardCauchy, StandardExponential,
    StandardGamma, StandardT, Triangular, Uniform, VonMises, Wald, Weibull, Zipf, default_rng,
};

/// Values as numbers and as bit patterns.
trait Value: Copy + Default {
    fn bits(self) -> u64;
    fn real(self) -> f64;
}

impl Value for f64 {
    fn bits(self) -> u64 {
        self.to_bits()
    }
    fn real(self) -> f64 {
        self
    }
}

impl Value for i64 {
    fn bits(self) -> u64 {
        self as u64
    }
    fn real(self) -> f64 {
        self as f64
    }
}

fn list<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> Vec<T> {
    text.split(',').map(|x| x.parse().unwrap()).collect()
}

/// The first values, a checksum of all, and the word that is drawn next.
fn describe<T: Value>(values: &[T], next: u64) -> String {
    let sum = |sum: u64, x: &T| (sum ^ x.bits()).wrapping_mul(0x100_0000_01b3);
    let checksum = values.iter().fold(0xcbf2_9ce4_8422_2325, sum);
    let first: Vec<String> = values.iter().take(3).map(|x| format!("{:x}", x.bits())).collect();
    format!("{} {checksum:016x} {next:x}", first.join(","))
}

/// Draws a thousand values at once and, with another generator, one by one.
fn values<D: Distribution<Output: Value>>(distribution: D) -> String {
    let (mut rng, mut single) = (default_rng(42), default_rng(42));
    let mut out = vec![D::Output::default(); 1000];
    rng.fill(&distribution, &mut out);
    for x in &out {
        assert_eq!(single.sample(&distribution).bits(), x.bits());
    }
    describe(&out, rng.bit_generator_mut().next_raw())
}

macro_rules! made {
    ($parameters:ident; $($family:ident($($ty:ty),*))|*) => {
        match $parameters {
            $([stringify!($family), rest @ ..] => {
                let mut rest = rest.iter();
                values($family::new($(rest.next().unwrap().parse::<$ty>().unwrap()),*).unwrap())
            })*
            other => panic!("{other:?}"),
        }
    };
}

fn run(words: &[&str]) -> String {
    let mut rng = default_rng(42);
    match *words {
        ["standard_exponential", ..] => values(StandardExponential::<f64>::default()),
        ["standard_cauchy", ..] => values(StandardCauchy),
        ["standard_gamma", shape] => values(StandardGamma::<f64>::new(shape.parse().unwrap()).unwrap()),
        ["multinomial", n, p] => {
            let p = list(p);
            let mut out = vec![0; 50 * p.len()];
            rng.fill_vectors(&Multinomial::new(n.parse().unwrap(), &p).unwrap(), &mut out).unwrap();
            describe(&out, rng.bit_generator_mut().next_raw())
        }
        ["dirichlet", alpha] => {
            let alpha = list(alpha);
            let mut out = vec![0.0; 50 * alpha.len()];
            rng.fill_vectors(&Dirichlet::new(&alpha).unwrap(), &mut out).unwrap();
            describe(&out, rng.bit_generator_mut().next_raw())
        }
        [method @ ("marginals" | "count"), colors, n] => {
            let method = if method == "count" { MarginMethod::Count } else { MarginMethod::Marginals };
            let colors = list(colors);
            let mut out = vec![0; 50 * colors.len()];
            let items = MultivariateHypergeometric::new(&colors, n.parse().unwrap(), method).unwrap();
            rng.fill_vectors(&items, &mut out).unwrap();
            describe(&out, rng.bit_generator_mut().next_raw())
        }
        ["choice", population, n] => {
            let mut out = vec![0; n.parse().unwrap()];
            rng.fill_choice(population.parse().unwrap(), true, &mut out).unwrap();
            describe(&out, rng.bit_generator_mut().next_raw())
        }
        ["weighted", p, n] => {
            let mut out = vec![0; n.parse().unwrap()];
            rng.fill(&Categorical::new(&list(p), Categorical::TOLERANCE).unwrap(), &mut out);
            describe(&out, rng.bit_generator_mut().next_raw())
        }
        ["weighted_once", p, n] => {
            let mut out = vec![0; n.parse().unwrap()];
            rng.fill_weighted_choice(&list(p), Categorical::TOLERANCE, &mut out).unwrap();
            describe(&out, rng.bit_generator_mut().next_raw())
        }
        [name, ref rest @ ..] => {
            let family = match name {
                "f" => "F",
                "chisquare" => "ChiSquare",
                "noncentral_chisquare" => "NoncentralChiSquare",
                "noncentral_f" => "NoncentralF",
                "standard_t" => "StandardT",
                "vonmises" => "VonMises",
                "lognormal" => "LogNormal",
                "logseries" => "LogSeries",
                "negative_binomial" => "NegativeBinomial",
                other => &(other[..1].to_uppercase() + &other[1..]),
            };
            let words = &[&[family], rest].concat()[..];
            made!(words; Uniform(f64, f64) | Normal(f64, f64) | Exponential(f64) | Gamma(f64, f64) | Beta(f64, f64)
                | ChiSquare(f64) | NoncentralChiSquare(f64, f64) | F(f64, f64) | NoncentralF(f64, f64, f64)
                | StandardT(f64) | VonMises(f64, f64) | Pareto(f64) | Weibull(f64) | Power(f64) | Laplace(f64, f64)
                | Gumbel(f64, f64) | Logistic(f64, f64) | LogNormal(f64, f64) | Rayleigh(f64) | Wald(f64, f64)
                | Triangular(f64, f64, f64) | Poisson(f64) | Binomial(i64, f64) | NegativeBinomial(f64, f64)
                | Geometric(f64) | Hypergeometric(i64, i64, i64) | LogSeries(f64) | Zipf(f64))
        }
        [] => unreachable!("no line is empty"),
    }
}

#[test]
fn draws_are_numpys() {
    let lines = include_str!("fixtures/distributions.txt").lines().filter(|line| !line.starts_with('#'));
    let mut faults = Vec::new();
    let mut cases = 0;
    for line in lines {
        let (case, expected) = line.split_once(" => ").unwrap();
        if run(&case.split_whitespace().collect::<Vec<_>>()) != expected {
            faults.push(case);
        }
        cases += 1;
    }
    assert!(faults.is_empty() && cases > 100, "{} of {cases}: {faults:?}", faults.len());
}

/// Draws have the mean and the variance that theory gives, within five standard errors.
#[test]
fn moments_are_those_of_the_distributions() {
    fn moments<D: Distribution<Output: Value>>(what: &str, distribution: D, mean: f64, variance: f64) {
        const N: usize = 200_000;
        let mut out = vec![D::Output::default(); N];
        default_rng(5).fill(&distribution, &mut out);
        let n = N as f64;
        let found = out.iter().map(|x| x.real()).sum::<f64>() / n;
        let squares: Vec<f64> = out.iter().map(|x| (x.real() - mean).powi(2)).collect();
        let spread = squares.iter().sum::<f64>() / n;
        let error = (squares.iter().map(|s| (s - spread).powi(2)).sum::<f64>() / n / n).sqrt();
        assert!((found - mean).abs() < 5.0 * (variance / n).sqrt(), "{what}: mean {found} for {mean}");
        assert!((spread - variance).abs() < 5.0 * error, "{what}: variance {spread} for {variance}");
    }
    use std::f64::consts::PI;
    const EULER: f64 = 0.577_215_664_901_532_9;
    moments("exponential", Exponential::new(2.0).unwrap(), 2.0, 4.0);
    moments("inverse exponential", InverseExponential::<f64>::default(), 1.0, 1.0);
    moments("gamma", Gamma::new(0.4, 2.0).unwrap(), 0.8, 1.6);
    moments("gamma", Gamma::new(4.0, 2.0).unwrap(), 8.0, 16.0);
    moments("beta", Beta::new(0.5, 0.7).unwrap(), 0.5 / 1.2, 0.35 / (1.44 * 2.2));
    moments("beta", Beta::new(2.0, 3.0).unwrap(), 0.4, 0.04);
    moments("chisquare", ChiSquare::new(5.0).unwrap(), 5.0, 10.0);
    moments("noncentral_chisquare", NoncentralChiSquare::new(5.0, 2.0).unwrap(), 7.0, 18.0);
    moments("noncentral_chisquare", NoncentralChiSquare::new(0.5, 2.0).unwrap(), 2.5, 9.0);
    moments("f", F::new(4.0, 20.0).unwrap(), 20.0 / 18.0, 2.0 * 400.0 * 22.0 / (4.0 * 324.0 * 16.0));
    moments("standard_t", StandardT::new(12.0).unwrap(), 0.0, 1.2);
    moments("vonmises", VonMises::new(0.0, 1e-9).unwrap(), 0.0, PI * PI / 3.0);
    moments("vonmises", VonMises::new(0.0, 1e7).unwrap(), 0.0, 1e-7);
    moments("pareto", Pareto::new(9.0).unwrap(), 0.125, 9.0 / (64.0 * 7.0));
    moments("weibull", Weibull::new(1.0).unwrap(), 1.0, 1.0);
    moments("power", Power::new(3.0).unwrap(), 0.75, 3.0 / 80.0);
    moments("laplace", Laplace::new(1.0, 2.0).unwrap(), 1.0, 8.0);
    moments("gumbel", Gumbel::new(0.0, 1.0).unwrap(), EULER, PI * PI / 6.0);
    moments("logistic", Logistic::new(1.0, 1.0).unwrap(), 1.0, PI * PI / 3.0);
    let (e, variance) = (0.125_f64.exp(), 0.25_f64.exp());
    moments("lognormal", LogNormal::new(0.0, 0.5).unwrap(), e, (variance - 1.0) * variance);
    moments("rayleigh", Rayleigh::new(1.0).unwrap(), (PI / 2.0).sqrt(), 2.0 - PI / 2.0);
    moments("wald", Wald::new(3.0, 6.0).unwrap(), 3.0, 4.5);
    moments("triangular", Triangular::new(0.0, 1.0, 5.0).unwrap(), 2.0, 21.0 / 18.0);
    moments("poisson", Poisson::new(3.0).unwrap(), 3.0, 3.0);
    moments("poisson", Poisson::new(50.0).unwrap(), 50.0, 50.0);
    moments("binomial", Binomial::new(20, 0.3).unwrap(), 6.0, 4.2);
    moments("binomial", Binomial::new(500, 0.7).unwrap(), 350.0, 105.0);
    moments("negative_binomial", NegativeBinomial::new(5.0, 0.25).unwrap(), 15.0, 60.0);
    moments("geometric", Geometric::new(0.5).unwrap(), 2.0, 2.0);
    moments("geometric", Geometric::new(0.1).unwrap(), 10.0, 90.0);
    let variance = 10.0 * 0.6 * 0.4 * 40.0 / 49.0;
    moments("hypergeometric", Hypergeometric::new(30, 20, 10).unwrap(), 6.0, variance);
    moments("hypergeometric", Hypergeometric::new(3, 2, 2).unwrap(), 1.2, 2.0 * 0.6 * 0.4 * 3.0 / 4.0);
    let log_q = 0.5_f64.ln();
    let variance = -0.5 * (0.5 + log_q) / (0.25 * log_q * log_q);
    moments("logseries", LogSeries::new(0.5).unwrap(), -1.0 / log_q, variance);
}

/// The largest distance between the draws' distribution and the true one is within what is expected of so many draws in all
/// but one case of a thousand.
#[test]
fn draws_are_spread_as_the_distribution_functions_say() {
    fn fits(what: &str, distribution: impl Distribution<Output = f64>, below: impl Fn(f64) -> f64) {
        let mut out = vec![0.0; 100_000];
        default_rng(11).fill(&distribution, &mut out);
        out.sort_by(f64::total_cmp);
        let n = out.len() as f64;
        let distance = out.iter().enumerate().map(|(i, &x)| {
            let p = below(x);
            (p - i as f64 / n).abs().max((p - (i + 1) as f64 / n).abs())
        });
        let largest = distance.fold(0.0, f64::max);
        assert!(largest < 1.95 / n.sqrt(), "{what}: {largest}");
    }
    use std::f64::consts::PI;
    fits("uniform", Uniform::new(-1.0, 3.0).unwrap(), |x| (x + 1.0) / 4.0);
    fits("exponential", Exponential::new(2.0).unwrap(), |x| 1.0 - (-x / 2.0).exp());
    fits("pareto", Pareto::new(3.0).unwrap(), |x| 1.0 - (1.0 + x).powi(-3));
    fits("weibull", Weibull::new(1.5).unwrap(), |x| 1.0 - (-x.powf(1.5)).exp());
    fits("power", Power::new(2.5).unwrap(), |x| x.powf(2.5));
    fits("rayleigh", Rayleigh::new(2.0).unwrap(), |x| 1.0 - (-x * x / 8.0).exp());
    let laplace = |x: f64| if x < 0.0 { 0.5 * x.exp() } else { 1.0 - 0.5 * (-x).exp() };
    fits("laplace", Laplace::new(0.0, 1.0).unwrap(), laplace);
    fits("gumbel", Gumbel::new(0.0, 1.0).unwrap(), |x| (-(-x).exp()).exp());
    fits("logistic", Logistic::new(0.0, 1.0).unwrap(), |x| 1.0 / (1.0 + (-x).exp()));
    fits("cauchy", StandardCauchy, |x| 0.5 + x.atan() / PI);
    let triangle = |x: f64| if x < 1.0 { x * x / 5.0 } else { 1.0 - (5.0 - x).powi(2) / 20.0 };
    fits("triangular", Triangular::new(0.0, 1.0, 5.0).unwrap(), triangle);
    fits("gamma of shape 2", Gamma::new(2.0, 1.0).unwrap(), |x| 1.0 - (1.0 + x) * (-x).exp());
    fits("chisquare of 4", ChiSquare::new(4.0).unwrap(), |x| 1.0 - (1.0 + x / 2.0) * (-x / 2.0).exp());
    fits("arcsine", Beta::new(0.5, 0.5).unwrap(), |x| 2.0 / PI * x.sqrt().asin());
    fits("t of 2", StandardT::new(2.0).unwrap(), |x| 0.5 + x / (2.0 * (2.0 + x * x).sqrt()));
}

#[test]
fn vectors_add_up() {
    let mut rng = default_rng(3);
    let mut counts = [0; 400];
    rng.fill_vectors(&Multinomial::new(30, &[0.1, 0.2, 0.3, 0.4]).unwrap(), &mut counts).unwrap();
    assert!(counts.chunks(4).all(|row| row.iter().sum::<i64>() == 30));
    let mut shares = [0.0; 300];
    rng.fill_vectors(&Dirichlet::new(&[0.02, 0.05, 0.01]).unwrap(), &mut shares).unwrap();
    assert!(shares.chunks(3).all(|row| (row.iter().sum::<f64>() - 1.0).abs() < 1e-12));
    for n in [0, 1, 50, 10_000, 20_000] {
        for shuffle in [false, true] {
            let mut chosen = vec![0; n];
            rng.fill_choice(20_000, shuffle, &mut chosen).unwrap();
            chosen.sort_unstable();
            chosen.dedup();
            assert!(chosen.len() == n && chosen.iter().all(|&i| (0..20_000).contains(&i)));
        }
    }
}
