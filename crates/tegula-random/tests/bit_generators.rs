//! The streams of all bit generators against NumPy's, and its published test vectors. `xtask/fixtures/bit_generators.py`
//! writes the fixture and defines the steps.

use tegula_random::{
    AnyBitGenerator, BitGenerator, Error, Generator, Mt19937, Pcg64, Pcg64Dxsm, Philox, SeedInt,
    SeedSequence, Sfc64,
};

/// What differs between the kinds.
trait Kind: BitGenerator + Clone + PartialEq + std::fmt::Debug + Sized + Into<AnyBitGenerator> {
    fn restored(&self) -> Self;
    fn words(&self) -> Vec<u64>;
    fn jump(&self, _: u128) -> Self {
        unreachable!("this kind does not jump")
    }
    fn advance_by(&mut self, _: u128) {
        unreachable!("this kind does not advance")
    }
}

macro_rules! pcg {
    ($($name:ident)*) => {$(
        impl Kind for $name {
            fn restored(&self) -> Self {
                $name::from_state(self.state())
            }
            fn words(&self) -> Vec<u64> {
                unreachable!("its words have 128 bits")
            }
            fn jump(&self, jumps: u128) -> Self {
                self.jumped(jumps)
            }
            fn advance_by(&mut self, delta: u128) {
                self.advance(delta);
            }
        }
    )*};
}
pcg!(Pcg64 Pcg64Dxsm);

impl Kind for Mt19937 {
    fn restored(&self) -> Self {
        Mt19937::from_state(self.state())
    }
    fn words(&self) -> Vec<u64> {
        let state = self.state();
        state.key.iter().map(|&word| word.into()).chain([state.pos as u64]).collect()
    }
    fn jump(&self, jumps: u128) -> Self {
        self.jumped(jumps as usize)
    }
}

impl Kind for Philox {
    fn restored(&self) -> Self {
        Philox::from_state(self.state())
    }
    fn words(&self) -> Vec<u64> {
        let state = self.state();
        let rest = [state.buffer_pos as u64, state.has_uint32.into(), state.uinteger.into()];
        [&state.counter[..], &state.key, &state.buffer, &rest].concat()
    }
    fn jump(&self, jumps: u128) -> Self {
        self.jumped(jumps)
    }
    fn advance_by(&mut self, delta: u128) {
        self.advance([delta as u64, (delta >> 64) as u64, 0, 0]);
    }
}

impl Kind for Sfc64 {
    fn restored(&self) -> Self {
        Sfc64::from_state(self.state())
    }
    fn words(&self) -> Vec<u64> {
        let state = self.state();
        [&state.state[..], &[state.has_uint32.into(), state.uinteger.into()]].concat()
    }
}

fn describe(words: &[u64]) -> String {
    let wide: Vec<u128> = words.iter().map(|&word| word.into()).collect();
    describe_wide(&wide)
}

/// The checksum is that of 64-bit words; wider ones count modulo 2^64 in the products alone.
fn describe_wide(words: &[u128]) -> String {
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    for word in words {
        sum = (sum ^ *word as u64).wrapping_mul(0x100_0000_01b3);
    }
    let first: Vec<String> = words.iter().take(3).map(|word| format!("{word:x}")).collect();
    format!("{}:{sum:016x}:{}", words.len(), first.join(","))
}

/// Runs the steps one draw at a time, and checks that fills and the generator of any kind give the same.
fn run<B: Kind>(mut bits: B, steps: &str) -> (String, B) {
    let mut drawn = Vec::new();
    for step in steps.split("; ") {
        let (name, number) = step.split_once(' ').unwrap_or((step, "0"));
        let number: u128 = number.parse().unwrap();
        let count = number as usize;
        let mut any = Generator::new(bits.clone().into());
        let mut each = |draw: &mut dyn FnMut(&mut B) -> u64| {
            let words: Vec<u64> = (0..count).map(|_| draw(&mut bits)).collect();
            drawn.push(describe(&words));
            words
        };
        match name {
            "state" => bits = bits.restored(),
            "advance" => bits.advance_by(number),
            "jump" => bits = bits.jump(number),
            "raw" => {
                let words = each(&mut |bits| bits.next_raw());
                assert!(words.iter().all(|&word| word == any.bit_generator_mut().next_raw()));
            }
            "u64" => {
                let words = each(&mut |bits| bits.next_u64());
                assert!(words.iter().all(|&word| word == any.bit_generator_mut().next_u64()));
            }
            "u32" => {
                let words = each(&mut |bits| bits.next_u32().into());
                assert!(words.iter().all(|&word| word == any.bit_generator_mut().next_u32().into()));
            }
            "f64" => {
                let words = each(&mut |bits| bits.next_f64().to_bits());
                let mut filled = vec![0.0_f64; count];
                any.fill_random(&mut filled);
                assert_eq!(filled.iter().map(|x| x.to_bits()).collect::<Vec<_>>(), words);
            }
            "f32" => {
                let words = each(&mut |bits| bits.next_f32().to_bits().into());
                let mut filled = vec![0.0_f32; count];
                any.fill_random(&mut filled);
                assert_eq!(filled.iter().map(|x| x.to_bits().into()).collect::<Vec<u64>>(), words);
            }
            other => panic!("step {other}"),
        }
    }
    (drawn.join("; "), bits)
}

/// Integers as Python writes them in the fixture.
fn integer(text: &str) -> SeedInt {
    match text {
        "2**200+5" => SeedInt::from_words(vec![5, 0, 0, 0, 0, 0, 1 << 8]),
        "2**32-1" => SeedInt::from(u32::MAX),
        hex if hex.starts_with("0x") => SeedInt::from(u128::from_str_radix(&hex[2..], 16).unwrap()),
        decimal => SeedInt::from(decimal.parse::<u128>().unwrap()),
    }
}

fn legacy(seed: &str) -> Mt19937 {
    if let Some(list) = seed.strip_prefix('[') {
        let words: Vec<u32> = list.trim_end_matches(']').split(',').map(|w| w.parse().unwrap()).collect();
        Mt19937::legacy_array(&words).unwrap()
    } else if seed.starts_with("list") {
        Mt19937::legacy_array(&(0..700).collect::<Vec<_>>()).unwrap()
    } else {
        Mt19937::legacy(integer(seed).words()[0])
    }
}

#[test]
fn streams_are_numpys() {
    let mut cases = 0;
    for line in include_str!("fixtures/bit_generators.txt").lines().filter(|line| !line.starts_with('#')) {
        let [case, expected, end] = line.split(" =>").collect::<Vec<_>>()[..] else { panic!("{line}") };
        let [name, seed, steps] = case.split(" | ").collect::<Vec<_>>()[..] else { panic!("{line}") };
        let sequence = || SeedSequence::new(integer(seed)).unwrap();
        let pcg = |state: tegula_random::Pcg64State| {
            describe_wide(&[state.state, state.inc, state.has_uint32.into(), state.uinteger.into()])
        };
        let (drawn, state) = match name {
            "PCG64" => {
                let (drawn, bits) = run(Pcg64::from_seed_sequence(&sequence()), steps);
                (drawn, pcg(bits.state()))
            }
            "PCG64DXSM" => {
                let (drawn, bits) = run(Pcg64Dxsm::from_seed_sequence(&sequence()), steps);
                (drawn, pcg(bits.state()))
            }
            "MT19937" => {
                let (drawn, bits) = run(Mt19937::from_seed_sequence(&sequence()), steps);
                (drawn, describe(&bits.words()))
            }
            "Philox" => {
                let (drawn, bits) = run(Philox::from_seed_sequence(&sequence()), steps);
                (drawn, describe(&bits.words()))
            }
            "SFC64" => {
                let (drawn, bits) = run(Sfc64::from_seed_sequence(&sequence()), steps);
                (drawn, describe(&bits.words()))
            }
            "legacy" => {
                let (drawn, bits) = run(legacy(seed), steps);
                (drawn, describe(&bits.words()))
            }
            other => panic!("generator {other}"),
        };
        assert_eq!(drawn, expected.trim(), "values of {case}");
        assert!(end.is_empty() || state == end.trim(), "state after {case}: {state}, not {end}");
        cases += 1;
    }
    assert!(cases > 150, "only {cases} cases");
}

#[test]
fn distances_count_round_and_round() {
    let start = Philox::new(3).unwrap();
    let mut there_and_back = start.clone();
    there_and_back.advance([7, 0, 5, 0]);
    assert_ne!(there_and_back, start);
    // 2^256 less the same distance.
    there_and_back.advance([7_u64.wrapping_neg(), u64::MAX, !5, u64::MAX]);
    assert_eq!(there_and_back, start);
    let start = Pcg64Dxsm::new(3).unwrap();
    let mut there_and_back = start.clone();
    there_and_back.advance(5);
    there_and_back.advance(5_u128.wrapping_neg());
    assert_eq!(there_and_back, start);
}

#[test]
fn positions_beyond_the_words_do_not_crash() {
    let mut twister = Mt19937::from_state(tegula_random::Mt19937State { key: [1; 624], pos: 10_000 });
    twister.next_u32();
    let mut state = Philox::new(1).unwrap().state();
    state.buffer_pos = usize::MAX;
    Philox::from_state(state).next_u64();
    assert_eq!(Mt19937::legacy_array(&[]), Err(Error::EmptySeed));
}

#[test]
fn all_can_be_sent_to_threads() {
    fn sent<T: Send + 'static>(_: T) {}
    sent(AnyBitGenerator::from(Mt19937::legacy(0)));
    sent(Generator::new(Sfc64::new(0).unwrap()));
}

/// Parts in any order are the fill, to the state that is left, wherever a half word was kept.
#[test]
fn parts_are_the_whole() {
    fn check<D>(distribution: &D)
    where
        D: tegula_random::Distribution,
        D::Output: Clone + Default + PartialEq + std::fmt::Debug,
    {
        for kept in [false, true] {
            for n in [0, 1, 2, 7, 8, 9, 64, 101] {
                for length in [1, 4, 7, 1000] {
                    let mut whole = Generator::new(Pcg64::new(5).unwrap());
                    if kept {
                        whole.bit_generator_mut().next_u32();
                    }
                    let mut parted = whole.clone();
                    let (mut a, mut b) = (vec![D::Output::default(); n], vec![D::Output::default(); n]);
                    whole.fill(distribution, &mut a);
                    let parts = parted.parts(distribution, &mut b, length).unwrap();
                    parts.into_iter().rev().for_each(|part| part.fill(distribution));
                    assert_eq!(a, b, "{n} in parts of {length}");
                    assert_eq!(whole, parted, "after {n} in parts of {length}");
                }
            }
        }
    }
    check(&tegula_random::Uniform01::<f64>::default());
    check(&tegula_random::Uniform01::<f32>::default());
    check(&tegula_random::Uniform::new(-2.0, 5.0).unwrap());
    check(&tegula_random::Integers::<u64>::new(0, u64::MAX.into(), true).unwrap());
    check(&tegula_random::Integers::<i32>::new(i32::MIN.into(), i32::MAX.into(), true).unwrap());
    check(&tegula_random::Integers::<i64>::new(3, 3 + i128::from(u32::MAX), true).unwrap());
    let dice = tegula_random::Integers::<i64>::new(1, 6, true).unwrap();
    let mut pcg = Generator::new(Pcg64::new(5).unwrap());
    assert!(pcg.parts(&dice, &mut [0; 9], 4).is_none());
    let mut twister = Generator::new(Mt19937::legacy(5));
    assert!(twister.parts(&tegula_random::Uniform01::<f64>::default(), &mut [0.0; 9], 4).is_none());
}
