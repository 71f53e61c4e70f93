//! Seed sequences against NumPy's. `xtask/fixtures/random_streams.py` writes the fixture.

use tegula_random::{Entropy, Error, ErrorKind, SeedInt, SeedSequence};

/// A hexadecimal integer of any length.
fn int(hex: &str) -> SeedInt {
    let words = hex.as_bytes().rchunks(8).map(|digits| {
        let digits = std::str::from_utf8(digits).unwrap();
        u32::from_str_radix(digits, 16).unwrap()
    });
    SeedInt::from_words(words.collect())
}

fn ints(list: &str) -> Vec<SeedInt> {
    let inner = list.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap();
    inner.split(',').filter(|part| !part.is_empty()).map(int).collect()
}

#[test]
fn states_are_numpys() {
    let mut cases = 0;
    for line in include_str!("fixtures/seed_sequences.txt").lines().filter(|line| !line.starts_with('#')) {
        let (case, expected) = line.split_once(" => ").unwrap();
        let [entropy, spawn_key, pool_size] = case.split(" | ").collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let entropy = if entropy.starts_with('[') {
            Entropy::Sequence(ints(entropy))
        } else {
            Entropy::Int(int(entropy))
        };
        let mut root =
            SeedSequence::with_options(entropy, ints(spawn_key), pool_size.parse().unwrap(), 0).unwrap();
        let mut child = root.spawn(3).unwrap().pop().unwrap();
        let grandchild = child.spawn(2).unwrap().pop().unwrap();
        assert_eq!(grandchild.spawn_key().len(), root.spawn_key().len() + 2);

        let (mut narrow, mut wide) = ([0; 9], [0; 5]);
        root.generate_state_u32(&mut narrow);
        root.generate_state_u64(&mut wide);
        let mut words: Vec<String> = narrow.iter().map(|word| format!("{word:x}")).collect();
        words.extend(wide.iter().map(|word| format!("{word:x}")));
        for sequence in [&child, &grandchild] {
            let mut state = [0; 4];
            sequence.generate_state_u32(&mut state);
            words.extend(state.iter().map(|word| format!("{word:x}")));
        }
        assert_eq!(words.join(" "), expected, "{case}");
        cases += 1;
    }
    assert!(cases > 100, "only {cases} cases");
}

#[test]
fn every_form_of_a_seed_means_the_same_words() {
    let pool = |sequence: Result<SeedSequence, Error>| sequence.unwrap().pool().to_vec();
    let expected = pool(SeedSequence::new(7_u64 << 32 | 5));
    assert_eq!(pool(SeedSequence::new(7_i128 << 32 | 5)), expected);
    assert_eq!(pool(SeedSequence::new([5, 7])), expected);
    assert_eq!(pool(SeedSequence::new(vec![5_u8, 7])), expected);
    assert_eq!(pool(SeedSequence::new([5_usize, 7].as_slice())), expected);
    assert_eq!(pool(SeedSequence::new([7_u64 << 32 | 5])), expected);
    assert_eq!(pool(SeedSequence::new(Some(7 << 32 | 5))), expected);
}

#[test]
fn children_go_on_where_the_last_spawn_stopped() {
    let mut all = SeedSequence::new(1).unwrap();
    let mut parts = all.clone();
    let together = all.spawn(3).unwrap();
    let mut apart = parts.spawn(1).unwrap();
    apart.extend(parts.spawn(2).unwrap());
    assert_eq!(together, apart);
    assert_eq!(all, parts);
}

#[test]
fn bad_arguments_are_errors() {
    assert_eq!(SeedSequence::new([1, -1]).unwrap_err(), Error::NegativeSeed);
    assert_eq!(SeedSequence::new(i128::MIN).unwrap_err().to_string(), "expected non-negative integer");
    let zero = || Entropy::Int(SeedInt::from(0_u32));
    let small = SeedSequence::with_options(zero(), vec![], 3, 0).unwrap_err();
    assert_eq!(small.to_string(), "The size of the entropy pool should be at least 4");
    let huge = SeedSequence::with_options(zero(), vec![], usize::MAX, 0).unwrap_err();
    assert_eq!(huge.kind(), ErrorKind::Memory);
    let mut full = SeedSequence::with_options(zero(), vec![], 4, u32::MAX).unwrap();
    assert_eq!(full.spawn(1).unwrap_err().kind(), ErrorKind::Overflow);
    assert_eq!(full.spawn(0).unwrap(), []);
}
