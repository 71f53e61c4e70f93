//! Streams against NumPy's, bit for bit. `xtask/fixtures/random_streams.py` writes the fixture and defines the steps.

use tegula_random::{
    BitGenerator, Error, ErrorKind, Float, Generator, Integer, Integers, Pcg64, default_rng,
};

/// Values as bit patterns.
trait Bits: Copy {
    fn bits(self) -> u64;
}

macro_rules! bits {
    ($($ty:ty: |$x:ident| $bits:expr;)*) => {
        $(impl Bits for $ty {
            fn bits(self) -> u64 {
                let $x = self;
                $bits
            }
        })*
    };
}

bits! {
    bool: |x| x.into();
    i8: |x| (x as u8).into();
    i16: |x| (x as u16).into();
    i32: |x| (x as u32).into();
    i64: |x| x as u64;
    u8: |x| x.into();
    u16: |x| x.into();
    u32: |x| x.into();
    u64: |x| x;
    f32: |x| x.to_bits().into();
    f64: |x| x.to_bits();
}

fn patterns<T: Bits>(values: &[T]) -> Vec<u64> {
    values.iter().map(|value| value.bits()).collect()
}

/// Runs one step; gives the bit patterns of the values it drew, if it draws any.
fn run(rng: &mut Generator<Pcg64>, step: &str) -> Result<Option<Vec<u64>>, Error> {
    let words: Vec<&str> = step.split(' ').collect();
    let n = || words.last().unwrap().parse::<usize>().unwrap();
    let drawn = match words.as_slice() {
        ["seed", seed] => {
            *rng = seeded(seed);
            return Ok(None);
        }
        ["state"] => {
            *rng = Generator::new(Pcg64::from_state(rng.bit_generator().state()));
            return Ok(None);
        }
        ["advance", delta] => {
            rng.bit_generator_mut().advance(delta.parse().unwrap());
            return Ok(None);
        }
        ["jump", jumps] => {
            *rng = Generator::new(rng.bit_generator().jumped(jumps.parse().unwrap()));
            return Ok(None);
        }
        ["raw", _] => patterns(&draw_each(n(), || rng.bit_generator_mut().next_raw())),
        ["raw32", _] => patterns(&draw_each(n(), || rng.bit_generator_mut().next_u32())),
        ["random", "f64", _] => random::<f64>(rng, n()),
        ["random", "f32", _] => random::<f32>(rng, n()),
        ["standard_normal", "f64", _] => standard_normal::<f64>(rng, n()),
        ["standard_normal", "f32", _] => standard_normal::<f32>(rng, n()),
        ["uniform", low, high, _] => {
            let mut out = vec![0.0; n()];
            rng.fill_uniform(low.parse().unwrap(), high.parse().unwrap(), &mut out)?;
            patterns(&out)
        }
        ["normal", loc, scale, _] => {
            let mut out = vec![0.0; n()];
            rng.fill_normal(loc.parse().unwrap(), scale.parse().unwrap(), &mut out)?;
            patterns(&out)
        }
        [kind @ ("integers" | "integer" | "integers_each"), dtype, low, high, rest @ ..] => {
            let range = (low.parse().unwrap(), high.parse().unwrap(), rest[0] == "closed");
            let draw = match *dtype {
                "bool" => integers::<bool>,
                "int8" => integers::<i8>,
                "int16" => integers::<i16>,
                "int32" => integers::<i32>,
                "int64" => integers::<i64>,
                "uint8" => integers::<u8>,
                "uint16" => integers::<u16>,
                "uint32" => integers::<u32>,
                "uint64" => integers::<u64>,
                other => panic!("dtype {other}"),
            };
            draw(rng, kind, range, n())?
        }
        ["draws", _] => {
            let rows = draw_each(n(), || {
                [rng.random(), rng.uniform(-2.0, 3.0).unwrap(), rng.normal(1.0, 2.0).unwrap()]
            });
            patterns(rows.as_flattened())
        }
        ["permutation", _] => patterns(&rng.permutation(n())?),
        ["shuffle", _] => {
            let mut items: Vec<u16> = (0..n() as u16).collect();
            rng.shuffle(&mut items);
            patterns(&items)
        }
        _ => panic!("step {step}"),
    };
    Ok(Some(drawn))
}

fn seeded(seed: &str) -> Generator<Pcg64> {
    if let Some(hex) = seed.strip_prefix("0x") {
        default_rng(u64::from_str_radix(hex, 16).unwrap())
    } else if let Some(list) = seed.strip_prefix('[') {
        let ints = list.trim_end_matches(']').split(',').map(|int| int.parse().unwrap());
        default_rng(ints.collect::<Vec<i64>>())
    } else {
        default_rng(seed.parse::<u128>().unwrap())
    }
}

fn draw_each<T>(n: usize, draw: impl FnMut() -> T) -> Vec<T> {
    std::iter::repeat_with(draw).take(n).collect()
}

/// Fills, and checks that draws one by one give the same.
fn random<T: Float + Bits>(rng: &mut Generator<Pcg64>, n: usize) -> Vec<u64> {
    let mut single = rng.clone();
    let mut out = vec![T::default(); n];
    rng.fill_random(&mut out);
    assert_eq!(patterns(&draw_each(n, || single.random::<T>())), patterns(&out));
    patterns(&out)
}

fn standard_normal<T: Float + Bits>(rng: &mut Generator<Pcg64>, n: usize) -> Vec<u64> {
    let mut single = rng.clone();
    let mut out = vec![T::default(); n];
    rng.fill_standard_normal(&mut out);
    assert_eq!(patterns(&draw_each(n, || single.standard_normal::<T>())), patterns(&out));
    patterns(&out)
}

fn integers<T: Integer + Bits>(
    rng: &mut Generator<Pcg64>,
    kind: &str,
    (low, high, endpoint): (i128, i128, bool),
    n: usize,
) -> Result<Vec<u64>, Error> {
    let mut out = vec![T::default(); n];
    match kind {
        "integers" => rng.fill_integers(low, high, endpoint, &mut out)?,
        "integer" => {
            for slot in &mut out {
                *slot = rng.integers(low, high, endpoint)?;
            }
        }
        "integers_each" => {
            let width = high - low;
            let ranges = (0..n as i128)
                .map(|i| Integers::new(low, low + 1 + (i + width - 1) % width, false))
                .collect::<Result<Vec<_>, _>>()?;
            rng.fill_each(ranges, &mut out);
        }
        other => panic!("kind {other}"),
    }
    Ok(patterns(&out))
}

fn describe(words: &[u64]) -> String {
    let checksum =
        words.iter().fold(0xcbf2_9ce4_8422_2325, |sum: u64, word| (sum ^ word).wrapping_mul(0x100_0000_01b3));
    let first: Vec<String> = words.iter().take(3).map(|word| format!("{word:x}")).collect();
    format!("{}:{checksum:016x}:{}", words.len(), first.join(","))
}

#[test]
fn streams_are_numpys() {
    let mut cases = 0;
    for line in include_str!("fixtures/streams.txt").lines().filter(|line| !line.starts_with('#')) {
        let [case, expected, state] = line.split(" => ").collect::<Vec<_>>()[..] else { continue };
        let mut rng = default_rng(0);
        let drawn: Vec<String> = case
            .split("; ")
            .filter_map(|step| run(&mut rng, step).unwrap())
            .map(|words| describe(&words))
            .collect();
        assert_eq!(drawn.join("; "), expected, "values of {case}");
        let end = rng.bit_generator().state();
        let end = format!("{} {} {} {}", end.state, end.inc, u8::from(end.has_uint32), end.uinteger);
        assert_eq!(end, state, "state after {case}");
        cases += 1;
    }
    assert!(cases > 150, "only {cases} cases");
}

#[test]
fn errors_are_numpys_and_draw_nothing() {
    let mut cases = 0;
    for line in include_str!("fixtures/streams.txt").lines().filter(|line| !line.starts_with('#')) {
        let [step, expected] = line.split(" => ").collect::<Vec<_>>()[..] else { continue };
        let mut rng = default_rng(0);
        let error = run(&mut rng, step).expect_err(step);
        let exception = match error.kind() {
            ErrorKind::Value => "ValueError",
            ErrorKind::Overflow => "OverflowError",
            kind => panic!("{step}: {kind:?}"),
        };
        assert_eq!(format!("{exception}: {error}"), expected, "{step}");
        assert_eq!(rng, default_rng(0), "{step}");
        cases += 1;
    }
    assert!(cases > 15, "only {cases} cases");
}

#[test]
fn no_bounds_crash() {
    let mut rng = default_rng(0);
    let extremes = [i128::MIN, i64::MIN.into(), -1, 0, 1, u64::MAX.into(), i128::MAX];
    for low in extremes {
        for high in extremes {
            for endpoint in [false, true] {
                if let Ok(value) = rng.integers::<u64>(low, high, endpoint) {
                    assert!((low..=high).contains(&value.into()));
                }
                if let Ok(value) = rng.integers::<i64>(low, high, endpoint) {
                    assert!((low..=high).contains(&value.into()));
                }
            }
        }
    }
}

#[test]
fn impossible_permutation_is_an_error() {
    assert_eq!(default_rng(0).permutation(usize::MAX).unwrap_err().kind(), ErrorKind::Memory);
}

#[test]
fn fresh_entropy_differs() {
    let state = || default_rng(None).bit_generator().state();
    assert_ne!(state(), state());
}

#[test]
#[should_panic(expected = "expected non-negative integer")]
fn negative_seed_panics() {
    default_rng(-1);
}
