//! Reads training data: X and y from an `.npz` or a `.csv` file.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use tegula::prelude::*;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::Outcome;

const MIN_ROWS: usize = 20;
const NPY_LIMIT: u64 = 1 << 30;

/// X as `f64` (samples, features), y as class numbers 0..k, and the k labels.
pub type Data = (Array<f64>, Array<i64>, Vec<i64>);

/// A matrix and its labels as they stand in a file, in C order.
struct Table {
    x: Vec<f64>,
    x_shape: Vec<usize>,
    y: Vec<f64>,
    y_shape: Vec<usize>,
}

/// Reads and checks a file; the message of an error says what is wrong with it and what is expected.
pub fn load(path: &Path) -> Outcome<Data> {
    let name = path.display();
    let table = match path.extension().and_then(|e| e.to_str()).map(str::to_lowercase).as_deref() {
        Some("npz") => read_npz(path),
        Some("csv") => read_to_string(path).and_then(|text| read_csv(&text)),
        _ => Err("expected a .npz or a .csv file".into()),
    };
    Ok(table.and_then(check).map_err(|error| format!("{name}: {error}"))?)
}

/// Shapes and values that the training needs; y becomes class numbers.
fn check(table: Table) -> Outcome<Data> {
    let Table { x, x_shape, y, y_shape } = table;
    let [n, rest @ ..] = &x_shape[..] else {
        return Err("X has shape (); expected (samples, features)".into());
    };
    if rest.is_empty() {
        return Err(format!("X has shape ({n},); expected (samples, features)").into());
    }
    if y_shape.len() != 1 {
        return Err(format!("y has {} axes; expected one label per row of X", y_shape.len()).into());
    }
    if *n != y.len() {
        return Err(format!("X has {n} rows but y has {} labels", y.len()).into());
    }
    if *n < MIN_ROWS {
        return Err(format!("only {n} rows; at least {MIN_ROWS} are needed").into());
    }
    let features: usize = rest.iter().product();
    if features == 0 {
        return Err("X has no features".into());
    }
    if let Some(bad) = x.iter().position(|v| !v.is_finite()) {
        let (row, column) = (bad / features, bad % features);
        return Err(format!("X holds {} in row {row}, column {column}; values must be finite", x[bad]).into());
    }
    if let Some(row) = y.iter().position(|v| v.fract() != 0.0 || v.abs() > 2f64.powi(53)) {
        return Err(format!("y holds {} in row {row}; labels must be whole numbers", y[row]).into());
    }
    let mut classes: Vec<i64> = y.iter().map(|&label| label as i64).collect();
    classes.sort_unstable();
    classes.dedup();
    if classes.len() < 2 {
        return Err(format!("only one class, {}; at least 2 are needed", classes[0]).into());
    }
    if classes.len() > y.len() / 2 {
        return Err(format!("{} classes in {n} rows; is y a label column?", classes.len()).into());
    }
    let class = |label: &f64| classes.partition_point(|&c| c < *label as i64) as i64;
    let y: Array<i64> = y.iter().map(class).collect();
    Ok((Array::from_shape_vec((*n, features), x)?, y, classes))
}

fn read_to_string(path: &Path) -> Outcome<String> {
    Ok(std::fs::read_to_string(path)?)
}

/// The members X and y of an .npz file, compressed or not.
fn read_npz(path: &Path) -> Outcome<Table> {
    let unreadable = |error: ZipError| format!("not a readable .npz file ({error})");
    let mut archive = ZipArchive::new(File::open(path)?).map_err(unreadable)?;
    let mut member = |key: &str| -> Outcome<(Vec<f64>, Vec<usize>)> {
        let found = archive.by_name(&format!("{key}.npy"));
        let mut file = match found {
            Err(ZipError::FileNotFound) => {
                return Err(format!("no array named {key}; expected X and y").into());
            }
            other => other.map_err(unreadable)?,
        };
        if file.size() > NPY_LIMIT {
            return Err(format!("{key} is larger than {} MiB", NPY_LIMIT >> 20).into());
        }
        let mut bytes = Vec::new();
        file.by_ref().take(NPY_LIMIT).read_to_end(&mut bytes)?;
        Ok(read_npy(&bytes).map_err(|error| format!("{key} {error}"))?)
    };
    let (x, x_shape) = member("X")?;
    let (y, y_shape) = member("y")?;
    Ok(Table { x, x_shape, y, y_shape })
}

/// One .npy array as floats in C order, and its shape: magic, version, header length, a Python dict as text,
/// the elements.
fn read_npy(bytes: &[u8]) -> Outcome<(Vec<f64>, Vec<usize>)> {
    let invalid = "is not a valid .npy array";
    let version = bytes.get(..8).filter(|b| b.starts_with(b"\x93NUMPY")).ok_or(invalid)?[6];
    let (length, start) = match version {
        1 => (bytes.get(8..10).map(|b| u16::from_le_bytes([b[0], b[1]]).into()), 10),
        2 | 3 => (bytes.get(8..12).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])), 12),
        _ => return Err(invalid.into()),
    };
    let end = start + length.ok_or(invalid)? as usize;
    let header = String::from_utf8_lossy(bytes.get(start..end).ok_or(invalid)?);
    let value = |key: &str| {
        let (_, rest) = header.split_once(&format!("'{key}':"))?;
        Some(rest.trim_start())
    };
    let descr = value("descr").and_then(|v| v.strip_prefix('\'')?.split('\'').next()).ok_or(invalid)?;
    let fortran = value("fortran_order").ok_or(invalid)?.starts_with("True");
    let extents = value("shape").and_then(|v| v.strip_prefix('(')?.split(')').next()).ok_or(invalid)?;
    let shape: Vec<usize> = extents
        .split(',')
        .map(str::trim)
        .filter(|n| !n.is_empty())
        .map(str::parse)
        .collect::<Result<_, _>>()
        .map_err(|_| invalid)?;
    let data = &bytes[end..];
    let elements = match descr {
        "|b1" | "|u1" => numbers(data, |[b]| b.into()),
        "|i1" => numbers(data, |b: [u8; 1]| i8::from_le_bytes(b).into()),
        "<i2" => numbers(data, |b| i16::from_le_bytes(b).into()),
        "<u2" => numbers(data, |b| u16::from_le_bytes(b).into()),
        "<i4" => numbers(data, |b| i32::from_le_bytes(b).into()),
        "<u4" => numbers(data, |b| u32::from_le_bytes(b).into()),
        "<i8" => numbers(data, |b| i64::from_le_bytes(b) as f64),
        "<u8" => numbers(data, |b| u64::from_le_bytes(b) as f64),
        "<f2" => numbers(data, |b| tegula::f16::from_le_bytes(b).into()),
        "<f4" => numbers(data, |b| f32::from_le_bytes(b).into()),
        "<f8" => numbers(data, f64::from_le_bytes),
        _ => return Err(format!("has dtype '{descr}'; expected little-endian numbers").into()),
    };
    let count = shape.iter().try_fold(1usize, |n, &m| n.checked_mul(m));
    let elements = elements
        .filter(|e| Some(e.len()) == count)
        .ok_or_else(|| format!("of shape {shape:?} does not fill its {} bytes", data.len()))?;
    if !fortran {
        return Ok((elements, shape));
    }
    let reversed: Vec<usize> = shape.iter().rev().copied().collect();
    Ok((Array::from_shape_vec(&reversed[..], elements)?.t().to_vec(), shape))
}

/// Elements of `N` bytes each as floats; `None` if bytes are left over.
fn numbers<const N: usize>(bytes: &[u8], number: impl Fn([u8; N]) -> f64) -> Option<Vec<f64>> {
    let (chunks, rest) = bytes.as_chunks::<N>();
    rest.is_empty().then(|| chunks.iter().map(|&chunk| number(chunk)).collect())
}

/// Numbers separated by commas, the label last; a first line without a numeric label is a header.
fn read_csv(text: &str) -> Outcome<Table> {
    let mut width = 0;
    let (mut x, mut y) = (Vec::new(), Vec::new());
    let mut header = false;
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let number = number + 1;
        let cells: Vec<&str> = line.split(',').map(|cell| cell.trim().trim_matches('"')).collect();
        if cells.iter().all(|cell| cell.is_empty()) {
            continue;
        }
        if width == 0 {
            width = cells.len();
        }
        if width < 2 {
            return Err("one column; expected features and a label, separated by commas".into());
        }
        if cells.len() != width {
            return Err(format!("line {number}: {} cells; the first line has {width}", cells.len()).into());
        }
        let values: Vec<Option<f64>> = cells.iter().map(|cell| cell.parse().ok()).collect();
        match values.iter().position(Option::is_none) {
            None => {
                let mut values: Vec<f64> = values.into_iter().flatten().collect();
                y.extend(values.pop());
                x.extend(values);
            }
            Some(column) if header || !y.is_empty() || values[width - 1].is_some() => {
                let (cell, column) = (cells[column], column + 1);
                return Err(format!("line {number}, column {column}: '{cell}' is not a number").into());
            }
            Some(_) => header = true,
        }
    }
    if y.is_empty() {
        return Err("no rows of numbers".into());
    }
    let n = y.len();
    Ok(Table { x, x_shape: vec![n, width - 1], y, y_shape: vec![n] })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message<T>(outcome: Outcome<T>) -> String {
        outcome.err().expect("an error").to_string()
    }

    /// Rows `i,10 * i,label` with two labels.
    fn rows(n: usize) -> String {
        (0..n).map(|i| format!("{i},{},{}\n", 10 * i, 3 + 4 * (i % 2))).collect()
    }

    #[test]
    fn csv() {
        for header in ["", "a,b,class\n", "\u{feff}a,b,class\n\n"] {
            let (x, y, classes) = read_csv(&(header.to_owned() + &rows(20))).and_then(check).unwrap();
            assert_eq!((x.shape(), classes), (&[20, 2][..], vec![3, 7]));
            assert_eq!(x.slice(s![2]), array![2.0, 20.0]);
            assert_eq!(y.slice(s![..3]), array![0, 1, 0]);
        }
    }

    #[test]
    fn faults_of_csv() {
        let fault = |text: &str| message(read_csv(text).and_then(check));
        assert_eq!(fault(""), "no rows of numbers");
        assert_eq!(fault("1\n2\n"), "one column; expected features and a label, separated by commas");
        assert_eq!(fault("1,2,3\n1,2\n"), "line 2: 2 cells; the first line has 3");
        assert_eq!(fault("1,2,3\n1,x,3\n"), "line 2, column 2: 'x' is not a number");
        assert_eq!(fault("1,x,3\n1,2,3\n"), "line 1, column 2: 'x' is not a number");
        assert_eq!(fault(&rows(19)), "only 19 rows; at least 20 are needed");
        assert_eq!(
            fault(&(rows(20) + "nan,1,3\n")),
            "X holds NaN in row 20, column 0; values must be finite"
        );
        assert_eq!(fault(&(rows(20) + "1,1,0.5\n")), "y holds 0.5 in row 20; labels must be whole numbers");
        assert_eq!(fault(&"1,2,3\n".repeat(20)), "only one class, 3; at least 2 are needed");
        let many: String = (0..20).map(|i| format!("1,{i}\n")).collect();
        assert_eq!(fault(&many), "20 classes in 20 rows; is y a label column?");
    }

    fn npy(header: &str, data: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(data);
        bytes
    }

    #[test]
    fn npy_arrays() {
        let header = "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }\n";
        let data = [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 255, 255];
        let (elements, shape) = read_npy(&npy(header, &data)).unwrap();
        assert_eq!((elements, shape), (vec![1.0, 2.0, 3.0, 4.0, 5.0, -1.0], vec![2, 3]));
        let (elements, _) = read_npy(&npy(&header.replace("False", "True"), &data)).unwrap();
        assert_eq!(elements, [1.0, 3.0, 5.0, 2.0, 4.0, -1.0]);
        let scalar = header.replace("(2, 3)", "()");
        assert_eq!(read_npy(&npy(&scalar, &[7, 0])).unwrap(), (vec![7.0], vec![]));
    }

    #[test]
    fn faults_of_npy() {
        let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\n";
        let whole = npy(header, &1.5f64.to_le_bytes());
        assert_eq!(read_npy(&whole).unwrap().0, [1.5]);
        for end in 0..whole.len() {
            assert!(read_npy(&whole[..end]).is_err(), "cut off after {end} bytes");
        }
        let fault = |from: &str, to: &str| message(read_npy(&npy(&header.replace(from, to), &[0; 8])));
        assert_eq!(fault("<f8", ">f8"), "has dtype '>f8'; expected little-endian numbers");
        assert_eq!(fault("(1,)", "(2,)"), "of shape [2] does not fill its 8 bytes");
        assert_eq!(
            fault("(1,)", "(4294967296, 4294967296)"),
            "of shape [4294967296, 4294967296] does not fill its 8 bytes"
        );
        assert_eq!(fault("(1,)", "(-1,)"), "is not a valid .npy array");
        assert_eq!(fault("'shape'", "'form'"), "is not a valid .npy array");
    }

    #[test]
    fn the_digits() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data/digits.npz");
        let (x, y, classes) = load(path.as_ref()).unwrap();
        assert_eq!((x.shape(), y.len(), classes), (&[1797, 64][..], 1797, (0..10).collect()));
        assert!(message(load("nowhere.npz".as_ref())).starts_with("nowhere.npz: "));
        assert_eq!(message(load("x.txt".as_ref())), "x.txt: expected a .npz or a .csv file");
    }
}
