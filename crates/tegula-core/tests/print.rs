//! Printing against NumPy. `xtask/fixtures/print.py` writes the fixture and describes its lines; a
//! larger one can be named in the environment variable `TEGULA_PRINT_FIXTURE`.

use tegula_core::print::*;
use tegula_core::{DType, RawArray, Scalar};

/// A fixture line, field by field.
struct Case<'a> {
    fields: std::str::Split<'a, char>,
}

impl<'a> Case<'a> {
    fn next(&mut self) -> &'a str {
        self.fields.next().expect("a field")
    }

    fn text(&mut self) -> String {
        self.next().replace("\\n", "\n")
    }

    fn dtype(&mut self) -> DType {
        let name = self.next();
        DType::ALL.into_iter().find(|dtype| dtype.name() == name).expect("a dtype")
    }

    fn bytes(&mut self) -> Vec<u8> {
        let digits = self.next();
        (0..digits.len()).step_by(2).map(|i| u8::from_str_radix(&digits[i..i + 2], 16).unwrap()).collect()
    }

    fn scalar(&mut self) -> Scalar {
        array(self.dtype(), &[], &self.bytes()).get(&[])
    }

    fn array(&mut self) -> RawArray {
        let dtype = self.dtype();
        let shape: Vec<usize> = match self.next() {
            "-" => Vec::new(),
            dims => dims.split('x').map(|n| n.parse().unwrap()).collect(),
        };
        array(dtype, &shape, &self.bytes())
    }

    fn options(&mut self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.next().split(',').filter_map(|option| option.split_once('='))
    }

    fn print_options(&mut self) -> PrintOptions {
        let mut o = PrintOptions::default();
        for (name, value) in self.options() {
            let number = || value.parse::<usize>().unwrap();
            match name {
                "precision" => o.precision = number(),
                "threshold" => o.threshold = number(),
                "edgeitems" => o.edgeitems = number(),
                "linewidth" => o.linewidth = number(),
                "suppress" => o.suppress = true,
                "sign" => o.sign = if value == "+" { Sign::Plus } else { Sign::Space },
                "floatmode" => {
                    o.floatmode = match value {
                        "fixed" => FloatMode::Fixed,
                        "unique" => FloatMode::Unique,
                        _ => FloatMode::MaxPrecEqual,
                    }
                }
                "nanstr" => o.nanstr = value.into(),
                "infstr" => o.infstr = value.into(),
                _ => panic!("option {name}"),
            }
        }
        o
    }

    fn float_options(&mut self) -> (Positional, Scientific) {
        let (mut p, mut s) = (Positional::default(), Scientific::default());
        for (name, value) in self.options() {
            let number = || Some(value.parse::<usize>().unwrap());
            match name {
                "precision" => p.precision = number(),
                "unique" => p.unique = false,
                "fractional" => p.fractional = false,
                "min_digits" => p.min_digits = number(),
                "sign" => p.sign = true,
                "pad_left" => p.pad_left = number(),
                "pad_right" => p.pad_right = number(),
                "exp_digits" => s.exp_digits = number(),
                "trim" => {
                    p.trim = match value {
                        "." => Trim::Point,
                        "0" => Trim::Zero,
                        _ => Trim::All,
                    }
                }
                _ => panic!("option {name}"),
            }
        }
        let Positional { precision, unique, min_digits, sign, pad_left, trim, .. } = p;
        (p, Scientific { precision, unique, min_digits, sign, pad_left, trim, ..s })
    }
}

/// An array of the elements in `bytes`, repeated until it is full.
fn array(dtype: DType, shape: &[usize], bytes: &[u8]) -> RawArray {
    let array = RawArray::empty(shape, dtype).unwrap();
    for i in 0..array.size() * dtype.itemsize() {
        // SAFETY: the array owns this many bytes.
        unsafe { array.ptr().add(i).write(bytes[i % bytes.len()]) };
    }
    array
}

#[test]
fn texts_are_numpys() {
    let fixture = match std::env::var("TEGULA_PRINT_FIXTURE") {
        Ok(path) => std::fs::read_to_string(path).unwrap(),
        Err(_) => include_str!("fixtures/print.txt").into(),
    };
    let (mut cases, mut failures) = (0, 0);
    for line in fixture.lines() {
        let mut case = Case { fields: line.split('\t') };
        let (found, expected) = match case.next() {
            "scalar" => {
                let x = case.scalar();
                (vec![scalar_str(x), scalar_repr(x)], vec![case.text(), case.text()])
            }
            "array" => {
                let (a, o) = (case.array(), case.print_options());
                (vec![array_str(&a, &o), array_repr(&a, &o)], vec![case.text(), case.text()])
            }
            "list" => {
                let (a, o) = (case.array(), case.print_options());
                let [separator, prefix, suffix] = [case.text(), case.text(), case.text()];
                (vec![array2string(&a, &o, &separator, &prefix, &suffix)], vec![case.text()])
            }
            "positional" => {
                let (x, (o, _)) = (case.scalar(), case.float_options());
                (vec![format_float_positional(x, &o).unwrap()], vec![case.text()])
            }
            "scientific" => {
                let (x, (_, o)) = (case.scalar(), case.float_options());
                (vec![format_float_scientific(x, &o).unwrap()], vec![case.text()])
            }
            kind => panic!("case {kind}"),
        };
        cases += 1;
        if found != expected {
            failures += 1;
            if failures <= 20 {
                println!("{line}\n  found    {found:?}\n  expected {expected:?}");
            }
        }
    }
    assert_eq!(failures, 0, "of {cases} cases");
    assert!(cases > 1000, "the fixture is not empty");
}

#[test]
fn only_what_is_shown_is_read() {
    let one = array(DType::I64, &[1], &7i64.to_le_bytes());
    let huge = one.with_layout(one.layout.broadcast_to(&[1 << 40, 1 << 20]).unwrap());
    let row = "[7, 7, 7, ..., 7, 7, 7]";
    let rows = [row, row, row, "...", row, row, row].join(",\n       ");
    let expected = format!("array([{rows}], shape=(1099511627776, 1048576))");
    assert_eq!(array_repr(&huge, &PrintOptions::default()), expected);
}

#[test]
fn strides_are_followed() {
    let a = array(DType::U8, &[2, 3], &[0, 1, 2, 3, 4, 5]);
    let o = PrintOptions::default();
    assert_eq!(array_str(&a.with_layout(a.layout.transpose()), &o), "[[0 3]\n [1 4]\n [2 5]]");
    assert_eq!(array_str(&a.with_layout(a.layout.slice(1, 2, -2, 2)), &o), "[[2 0]\n [5 3]]");
}

#[test]
fn bfloat16_is_printed_like_float16() {
    let bytes: Vec<u8> = [0x3fc0u16, 0x3dcd, 0xc2c6].into_iter().flat_map(u16::to_le_bytes).collect();
    let a = array(DType::BF16, &[3], &bytes);
    assert_eq!(array_repr(&a, &PrintOptions::default()), "array([  1.5,   0.1, -99. ], dtype=bfloat16)");
    assert_eq!(scalar_repr(a.get(&[1])), "np.bfloat16(0.1)");
    assert_eq!(scalar_str(array(DType::BF16, &[], &[0x80, 0x43]).get(&[])), "2.56e+02");
}

#[test]
fn texts_of_ones_own_may_have_several_lines() {
    let a = array(DType::I64, &[2, 3], &[0i64, 50, 100, 150, 200, 250].map(i64::to_le_bytes).concat());
    let o = PrintOptions { linewidth: 30, ..Default::default() };
    let text = |x: &RawArray| {
        let x = x.get(&[]).to_i64();
        Ok::<_, ()>(format!("<{x}>\n[{}]", x * x))
    };
    let expected = "[[<0>\n  [0] <50>\n      [2500] <100>\n             [10000]]\n [<150>\n  [22500] <200>\n          \
        [40000] <250>\n                  [62500]]]";
    assert_eq!(array2string_with(&a, &o, " ", "", "", text).unwrap(), expected);
    let expected = "array([[<0>\n        [0], <50>\n             [2500],\n        <100>\n        [10000]],\n       \
        [<150>\n        [22500], <200>\n                 [40000],\n        <250>\n        [62500]]])";
    let list = array2string_with(&a, &o, ", ", "array(", ")", text).unwrap();
    assert_eq!(array_repr_of(&a, &o, "array(", &list), expected);
    assert_eq!(array2string_with(&a, &o, ", ", "", "", |_| Err("no")), Err("no"));
}

#[test]
fn digits_that_contradict_each_other_are_errors() {
    let x = Scalar::F64(1.5);
    let message = |o: &Positional| format_float_positional(x, o).unwrap_err().to_string();
    let base = Positional { precision: Some(2), ..Default::default() };
    assert_eq!(
        message(&Positional { min_digits: Some(3), ..base }),
        "min_digits must be less than or equal to precision"
    );
    assert_eq!(
        message(&Positional { precision: Some(0), fractional: false, ..base }),
        "precision must be greater than 0 if fractional=False"
    );
    assert_eq!(
        message(&Positional { precision: None, unique: false, ..base }),
        "in non-unique mode `precision` must be supplied"
    );
}

#[test]
fn absurd_precision_is_harmless() {
    let a = array(DType::F64, &[1], &f64::MIN_POSITIVE.to_le_bytes());
    for floatmode in [FloatMode::Fixed, FloatMode::Unique, FloatMode::MaxPrec, FloatMode::MaxPrecEqual] {
        let o = PrintOptions { precision: usize::MAX, floatmode, suppress: true, ..Default::default() };
        assert!(array_str(&a, &o).len() < 20_000);
    }
}
