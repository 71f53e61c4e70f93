//! Arrays as nested, wrapped and summarised lists.

use std::convert::Infallible;

use super::element::{ElementFormat, length};
use super::options::{Legacy, PrintOptions};
use super::scalar::scalar_str;
use crate::error::TupleText;
use crate::{DType, RawArray, Scalar};

/// The text of an array, as Python's `str` gives it.
///
/// Only the elements shown are read, so that the cost does not grow with the array, beyond the
/// [threshold](PrintOptions::threshold).
///
/// ```
/// use tegula_core::print::{PrintOptions, array_str};
/// use tegula_core::{DType, RawArray};
///
/// let zeros = RawArray::zeros(&[2000], DType::I32)?;
/// assert_eq!(array_str(&zeros, &PrintOptions::default()), "[0 0 0 ... 0 0 0]");
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn array_str(a: &RawArray, o: &PrintOptions) -> String {
    if a.ndim() > 0 {
        return array2string(a, o, " ", "", "");
    }
    match a.dtype.native() {
        DType::Str(_) => a.text(&[]),
        DType::Bytes(_) => format!("np.bytes_({})", a.quoted(&[])),
        _ => scalar_str(a.get(&[])),
    }
}

/// The text of an array with its type and shape where they do not show, as Python's `repr` gives it.
///
/// ```
/// use tegula_core::print::{PrintOptions, array_repr};
/// use tegula_core::{DType, RawArray};
///
/// let none = RawArray::zeros(&[0, 3], DType::F64)?;
/// assert_eq!(array_repr(&none, &PrintOptions::default()), "array([], shape=(0, 3), dtype=float64)");
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn array_repr(a: &RawArray, o: &PrintOptions) -> String {
    array_repr_of(a, o, "array(", &array2string(a, o, ", ", "array(", ")"))
}

/// [`array_repr`] with another word and parenthesis in front, and around the list of elements given: a text of
/// [`array2string`] with the separator `", "`, this prefix and the suffix `")"`.
pub fn array_repr_of(a: &RawArray, o: &PrintOptions, prefix: &str, list: &str) -> String {
    let mut extras = Vec::new();
    if a.size() == 0 && a.shape() != [0] || a.size() > o.threshold && o.legacy > Legacy::V2_2 {
        extras.push(format!("shape={}", TupleText(a.shape())));
    }
    let implied = match a.dtype {
        DType::Bool => o.legacy > Legacy::V1_13,
        dtype => matches!(dtype, DType::I64 | DType::F64 | DType::C128),
    };
    if a.dtype.is_string() || !a.dtype.is_native() {
        extras.push(format!("dtype='{}'", a.dtype));
    } else if !implied || a.size() == 0 {
        extras.push(format!("dtype={}", a.dtype));
    }
    if extras.is_empty() {
        return format!("{prefix}{list})");
    }
    let start = format!("{prefix}{list},");
    let end = extras.join(", ") + ")";
    let last_line = start.rsplit('\n').next().unwrap_or_default();
    let fits = o.legacy <= Legacy::V1_13 || length(last_line) + length(&end) < o.linewidth;
    let space = if fits { " ".to_string() } else { format!("\n{}", " ".repeat(length(prefix))) };
    start + &space + &end
}

/// The elements of an array in brackets, with `separator` between them.
///
/// Objects have no texts here: they are printed by [`array2string_with`].
///
/// The lines leave room for `prefix` and `suffix`, which are not themselves part of the result: all lines
/// but the first are indented by the length of `prefix`.
///
/// ```
/// use tegula_core::print::{PrintOptions, array2string};
/// use tegula_core::{DType, RawArray};
///
/// let zeros = RawArray::zeros(&[2, 2], DType::Bool)?;
/// let text = array2string(&zeros, &PrintOptions::default(), ",", "x = ", "");
/// assert_eq!(text, "[[False,False],\n     [False,False]]");
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn array2string(a: &RawArray, o: &PrintOptions, separator: &str, prefix: &str, suffix: &str) -> String {
    if a.size() == 0 {
        return "[]".into();
    }
    let format = ElementFormat::new(a, o, &|f| {
        visit(a, o, &mut Vec::with_capacity(a.ndim()), f);
    });
    let text = |x: &RawArray| Ok::<_, Infallible>(format.text(x));
    match array2string_with(a, o, separator, prefix, suffix, text) {
        Ok(text) => text,
        Err(never) => match never {},
    }
}

/// [`array2string`] with texts of one's own for the elements, which are given as 0-d arrays. The texts may
/// have several lines.
///
/// # Errors
/// Those of `text`.
pub fn array2string_with<E>(
    a: &RawArray,
    o: &PrintOptions,
    separator: &str,
    prefix: &str,
    suffix: &str,
    text: impl FnMut(&RawArray) -> Result<String, E>,
) -> Result<String, E> {
    if a.size() == 0 {
        return Ok("[]".into());
    }
    let old = o.legacy <= Legacy::V1_13;
    let width = o.linewidth.min(isize::MAX as usize) as isize - if old { 0 } else { length(suffix) as isize };
    let mut list = List {
        array: a,
        edgeitems: o.edgeitems,
        summarize: a.size() > o.threshold,
        separator,
        old,
        index: Vec::with_capacity(a.ndim()),
        text,
    };
    list.format(length(prefix) + 1, width)
}

/// Calls `f` with the elements that decide about the format: those at the edges if the array is
/// summarised, else all.
fn visit(a: &RawArray, o: &PrintOptions, index: &mut Vec<usize>, f: &mut dyn FnMut(Scalar)) {
    let Some(&n) = a.shape().get(index.len()) else {
        return f(a.get(index));
    };
    // Without edge items NumPy looks at all elements, though it shows one.
    let cut = a.size() > o.threshold && n > o.edgeitems.saturating_mul(2) && o.edgeitems > 0;
    let (lead, trail) = if cut { (o.edgeitems, n - o.edgeitems) } else { (n, n) };
    for i in (0..lead).chain(trail..n) {
        index.push(i);
        visit(a, o, index, f);
        index.pop();
    }
}

/// An array on its way to becoming text.
struct List<'a, F> {
    array: &'a RawArray,
    edgeitems: usize,
    summarize: bool,
    separator: &'a str,
    /// In the ways of NumPy 1.13.
    old: bool,
    index: Vec<usize>,
    text: F,
}

/// One position of an axis, as it is shown.
#[derive(Clone, Copy)]
enum Item {
    Element(usize),
    Ellipsis,
}

impl<E, F: FnMut(&RawArray) -> Result<String, E>> List<'_, F> {
    /// The text of the part of the array at `index`, within `width` columns; all lines but the first are
    /// indented by `indent`.
    fn format(&mut self, indent: usize, width: isize) -> Result<String, E> {
        let axes = self.array.ndim() - self.index.len();
        match axes {
            0 => {
                let element = self.index.iter().fold(self.array.layout.clone(), |at, &i| at.pick(0, i));
                (self.text)(&self.array.with_layout(element))
            }
            1 => self.row(indent, width),
            _ => {
                let rows = self.items();
                let mut line_separator = self.separator.trim_end().to_string();
                line_separator.extend(std::iter::repeat_n('\n', axes - 1));
                line_separator.extend(std::iter::repeat_n(' ', indent));
                let last = rows.len() - 1;
                let mut text = String::from("[");
                for (i, row) in rows.into_iter().enumerate() {
                    text += &self.item(row, indent + 1, self.inner(width))?;
                    match row {
                        _ if i == last => {}
                        Item::Ellipsis if self.old => text += &format!(", \n{}", " ".repeat(indent)),
                        _ => text += &line_separator,
                    }
                }
                Ok(text + "]")
            }
        }
    }

    /// The text of the last axis, broken into lines that fit.
    fn row(&mut self, indent: usize, width: isize) -> Result<String, E> {
        // What follows an element on its line: a separator or the closing bracket.
        let bracket = usize::from(!self.old);
        let narrow = width - length(self.separator.trim_end()).max(bracket) as isize;
        let mut lines =
            Lines { done: String::new(), line: " ".repeat(indent), indent, width: narrow, old: self.old };
        let items = self.items();
        let last = items.len() - 1;
        for (i, item) in items.into_iter().enumerate() {
            if i == last && self.old {
                lines.width = width;
            }
            let word = self.item(item, indent + 1, self.inner(width))?;
            lines.push(&word);
            match item {
                _ if i == last => {}
                Item::Ellipsis if self.old => lines.line += ", ",
                _ => lines.line += self.separator,
            }
        }
        let text = lines.done + &lines.line;
        Ok(format!("[{}]", text.chars().skip(indent).collect::<String>()))
    }

    /// The width that is left within one more pair of brackets.
    fn inner(&self, width: isize) -> isize {
        if self.old { width } else { width - 1 }
    }

    fn item(&mut self, item: Item, indent: usize, width: isize) -> Result<String, E> {
        let Item::Element(position) = item else {
            return Ok("...".into());
        };
        self.index.push(position);
        let text = self.format(indent, width);
        self.index.pop();
        text
    }

    /// What is shown of the axis that comes next.
    fn items(&self) -> Vec<Item> {
        let n = self.array.shape()[self.index.len()];
        let edge = self.edgeitems;
        if !self.summarize || n <= edge.saturating_mul(2) {
            return (0..n).map(Item::Element).collect();
        }
        // The last element is shown even if no edge items are.
        let head = (0..edge).map(Item::Element);
        let tail = (n - edge.max(1)..n).map(Item::Element);
        head.chain([Item::Ellipsis]).chain(tail).collect()
    }
}

/// Lines that are filled with words.
struct Lines {
    done: String,
    line: String,
    indent: usize,
    width: isize,
    /// In the ways of NumPy 1.13.
    old: bool,
}

impl Lines {
    /// Appends a word to the last line, or to a new one if it would not fit.
    fn push(&mut self, word: &str) {
        let parts: Vec<&str> = if self.old { vec![word] } else { word.lines().collect() };
        let widest = parts.iter().map(|part| length(part)).max().unwrap_or(0);
        let full = (length(&self.line) + widest) as isize > self.width;
        let mut indent = length(&self.line);
        // Breaking a line that is still empty would not help.
        if full && (self.old || indent > self.indent) {
            self.end_line();
            self.line = " ".repeat(self.indent);
            indent = self.indent;
        }
        let Some((first, rest)) = parts.split_first() else {
            return;
        };
        self.line += first;
        for part in rest {
            self.end_line();
            self.line = " ".repeat(indent) + part;
        }
        if !rest.is_empty() {
            let last = parts.last().map_or(0, |part| length(part));
            self.line += &" ".repeat(widest - last);
        }
    }

    fn end_line(&mut self) {
        self.done += self.line.trim_end();
        self.done.push('\n');
    }
}
