//! The streams of `RandomState` against NumPy's. `xtask/fixtures/legacy_random.py` writes the fixture.

use tegula_random::Distribution;
use tegula_random::legacy::{
    Beta, Binomial, ChiSquare, Exponential, F, Gamma, Geometric, Hypergeometric, LogNormal, LogSeries,
    NegativeBinomial, NoncentralChiSquare, NoncentralF, Normal, Pareto, Power, RandInt, RandomState,
    Rayleigh, StandardCauchy, StandardExponential, StandardGamma, StandardNormal, StandardT, TomaxInt,
    Uniform, VonMises, Wald, Weibull, Zipf,
};

/// Values as bit patterns.
trait Bits: Copy + Default {
    fn bits(self) -> u64;
}
impl Bits for f64 {
    fn bits(self) -> u64 {
        self.to_bits()
    }
}
impl Bits for i64 {
    fn bits(self) -> u64 {
        self as u64
    }
}

/// Ten thousand draws, the first half one by one.
fn draw<D: Distribution>(state: &mut RandomState, distribution: D) -> Vec<u64>
where
    D::Output: Bits,
{
    let mut out = vec![D::Output::default(); 10_000];
    let (first, rest) = out.split_at_mut(5_000);
    first.iter_mut().for_each(|slot| *slot = state.sample(&distribution));
    state.fill(&distribution, rest);
    out.into_iter().map(Bits::bits).collect()
}

fn run(s: &mut RandomState, words: &[&str]) -> Vec<u64> {
    let x = |i: usize| words[i].parse::<f64>().unwrap();
    let n = |i: usize| words[i].parse::<i64>().unwrap();
    match words[0] {
        "standard_normal" => draw(s, StandardNormal),
        "standard_exponential" => draw(s, StandardExponential),
        "standard_cauchy" => draw(s, StandardCauchy),
        "tomaxint" => draw(s, TomaxInt),
        "uniform" => draw(s, Uniform::new(x(1), x(2)).unwrap()),
        "normal" => draw(s, Normal::new(x(1), x(2)).unwrap()),
        "lognormal" => draw(s, LogNormal::new(x(1), x(2)).unwrap()),
        "exponential" => draw(s, Exponential::new(x(1)).unwrap()),
        "standard_gamma" => draw(s, StandardGamma::new(x(1)).unwrap()),
        "gamma" => draw(s, Gamma::new(x(1), x(2)).unwrap()),
        "beta" => draw(s, Beta::new(x(1), x(2)).unwrap()),
        "chisquare" => draw(s, ChiSquare::new(x(1)).unwrap()),
        "noncentral_chisquare" => draw(s, NoncentralChiSquare::new(x(1), x(2)).unwrap()),
        "f" => draw(s, F::new(x(1), x(2)).unwrap()),
        "noncentral_f" => draw(s, NoncentralF::new(x(1), x(2), x(3)).unwrap()),
        "standard_t" => draw(s, StandardT::new(x(1)).unwrap()),
        "vonmises" => draw(s, VonMises::new(x(1), x(2)).unwrap()),
        "pareto" => draw(s, Pareto::new(x(1)).unwrap()),
        "weibull" => draw(s, Weibull::new(x(1)).unwrap()),
        "power" => draw(s, Power::new(x(1)).unwrap()),
        "rayleigh" => draw(s, Rayleigh::new(x(1)).unwrap()),
        "wald" => draw(s, Wald::new(x(1), x(2)).unwrap()),
        "binomial" => draw(s, Binomial::new(n(1), x(2)).unwrap()),
        "negative_binomial" => draw(s, NegativeBinomial::new(x(1), x(2)).unwrap()),
        "zipf" => draw(s, Zipf::new(x(1)).unwrap()),
        "geometric" => draw(s, Geometric::new(x(1)).unwrap()),
        "hypergeometric" => draw(s, Hypergeometric::new(n(1), n(2), n(3)).unwrap()),
        "logseries" => draw(s, LogSeries::new(x(1)).unwrap()),
        "randint" => draw(s, RandInt::<i64>::new(n(1).into(), n(2).into(), false).unwrap()),
        other => panic!("distribution {other}"),
    }
}

#[test]
fn streams_are_numpys() {
    let mut cases = 0;
    for line in include_str!("fixtures/legacy.txt").lines().filter(|line| !line.starts_with('#')) {
        let (case, expected) = line.split_once(" => ").unwrap();
        let (seed, call) = case.split_once(" | ").unwrap();
        let mut state = RandomState::seed(seed.parse().unwrap());
        (0..3).for_each(|_| _ = state.standard_normal());
        assert!(state.gauss().is_some());
        let words = run(&mut state, &call.split(' ').collect::<Vec<_>>());
        let sum = words
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |sum, word| (sum ^ word).wrapping_mul(0x100_0000_01b3));
        let first: Vec<String> = words.iter().take(3).map(|word| format!("{word:x}")).collect();
        let end = state.random_sample().to_bits();
        assert_eq!(format!("{}:{sum:016x}:{} {end:x}", words.len(), first.join(",")), expected, "{case}");
        cases += 1;
    }
    assert!(cases > 60, "only {cases} cases");
}

#[test]
fn states_are_restored_and_orders_drawn() {
    let mut state = RandomState::seed(3);
    state.standard_normal();
    let mut restored = RandomState::new(state.bit_generator().clone());
    restored.set_gauss(state.gauss());
    assert_eq!(state, restored);
    assert_eq!(state.standard_normal(), restored.standard_normal());
    // numpy.random.RandomState(1).permutation(5)
    assert_eq!(RandomState::seed(1).permutation(5).unwrap(), [2, 1, 4, 0, 3]);
    assert_eq!(RandomState::seed_array(&[]).unwrap_err(), tegula_random::Error::EmptySeed);
    assert!(Uniform::new(0.0, f64::INFINITY).is_err());
    assert_eq!(state.randint::<u8>(3, 3).unwrap_err().to_string(), "low >= high");
}
