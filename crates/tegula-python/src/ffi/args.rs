//! Argument parsing for `METH_FASTCALL | METH_KEYWORDS`: borrowed pointers in a fixed array, no allocation.

use pyo3::ffi;
use pyo3::prelude::*;

use super::{Any, Raised, Res};

/// The arguments of a vectorcall.
#[derive(Clone, Copy)]
pub struct Args<'a, 'py> {
    py: Python<'py>,
    positional: &'a [Any<'py>],
    keywords: &'a [Any<'py>],
    /// The values of the keywords.
    values: &'a [Any<'py>],
}

impl<'a, 'py> Args<'a, 'py> {
    /// # Safety
    /// The pointers must be those that CPython passed to a vectorcall or fastcall entry point.
    #[inline(always)]
    pub unsafe fn new(
        py: Python<'py>,
        args: *const *mut ffi::PyObject,
        nargs: usize,
        names: *mut ffi::PyObject,
    ) -> Args<'a, 'py> {
        let empty: &[Any<'py>] = &[];
        if nargs == 0 && names.is_null() {
            return Args { py, positional: empty, keywords: empty, values: empty };
        }
        // SAFETY: the caller passes `nargs` arguments followed by one for each name; `Bound` is a transparent
        // reference. A tuple stores its items in place.
        unsafe {
            let args = args.cast::<Any<'py>>();
            let (keywords, values) = if names.is_null() {
                (empty, empty)
            } else {
                let n = ffi::PyTuple_GET_SIZE(names) as usize;
                let items = (&raw const (*names.cast::<ffi::PyTupleObject>()).ob_item).cast::<Any<'py>>();
                (std::slice::from_raw_parts(items, n), std::slice::from_raw_parts(args.add(nargs), n))
            };
            Args { py, positional: std::slice::from_raw_parts(args, nargs), keywords, values }
        }
    }

    /// Plain positional arguments.
    pub fn from_slice(py: Python<'py>, positional: &'a [Any<'py>]) -> Args<'a, 'py> {
        Args { py, positional, keywords: &[], values: &[] }
    }

    /// Arguments put together again.
    pub fn from_parts(
        py: Python<'py>,
        positional: &'a [Any<'py>],
        keywords: &'a [Any<'py>],
        values: &'a [Any<'py>],
    ) -> Args<'a, 'py> {
        Args { py, positional, keywords, values }
    }

    /// The interpreter.
    pub fn py(&self) -> Python<'py> {
        self.py
    }

    /// The arguments without a name.
    pub fn positional(&self) -> &'a [Any<'py>] {
        self.positional
    }

    /// The arguments with a name.
    pub fn keywords(&self) -> impl Iterator<Item = (&'a str, &'a Any<'py>)> + use<'a, 'py> {
        let (keywords, values) = (self.keywords, self.values);
        keywords.iter().map(|k| super::text(k).unwrap_or_default()).zip(values)
    }

    /// True if no argument has a name.
    pub fn is_positional(&self) -> bool {
        self.keywords.is_empty()
    }

    /// The same call without its first `n` positional arguments.
    pub fn skip(mut self, n: usize) -> Args<'a, 'py> {
        self.positional = &self.positional[n..];
        self
    }

    /// The same named arguments, with other positional ones.
    pub fn with_positional(mut self, positional: &'a [Any<'py>]) -> Args<'a, 'py> {
        self.positional = positional;
        self
    }

    /// Sorts the named arguments alone into the places of the signature, for a function that takes any number of
    /// others.
    ///
    /// # Errors
    /// As [`parse`](Args::parse).
    pub fn parse_named<const N: usize>(
        &self,
        signature: &Signature<N>,
    ) -> Result<[Option<&'a Any<'py>>; N], Raised> {
        self.with_positional(&[]).parse(signature)
    }

    /// Sorts the arguments into the places of the signature.
    ///
    /// # Errors
    /// `TypeError` for missing, surplus, unknown and doubled arguments, in the words of the signature's style.
    #[inline]
    pub fn parse<const N: usize>(
        &self,
        signature: &Signature<N>,
    ) -> Result<[Option<&'a Any<'py>>; N], Raised> {
        let given = self.positional.len();
        if self.keywords.is_empty() && (signature.required..=signature.positional).contains(&given) {
            return Ok(std::array::from_fn(|i| self.positional.get(i)));
        }
        self.place(signature, None)
    }

    /// As [`parse`](Args::parse), for a method whose signature names the array in its first place.
    ///
    /// # Errors
    /// As there.
    #[inline]
    pub fn parse_method<const N: usize>(
        &self,
        this: &'a Any<'py>,
        signature: &Signature<N>,
    ) -> Result<[Option<&'a Any<'py>>; N], Raised> {
        self.place(signature, Some(this))
    }

    #[inline]
    fn place<const N: usize>(
        &self,
        signature: &Signature<N>,
        this: Option<&'a Any<'py>>,
    ) -> Result<[Option<&'a Any<'py>>; N], Raised> {
        let mut slots = [None; N];
        let given = this.into_iter().chain(self.positional);
        for (slot, value) in slots[..signature.positional].iter_mut().zip(given) {
            *slot = Some(value);
        }
        let count = self.positional.len() + usize::from(this.is_some());
        let mut good = count <= signature.positional;
        for (name, value) in self.keywords() {
            let place = signature.params.iter().skip(signature.nameless).position(|&p| p == name);
            match place.map(|i| &mut slots[i + signature.nameless]) {
                Some(slot @ None) => *slot = Some(value),
                _ => good = false,
            }
        }
        if good && slots[..signature.required].iter().all(Option::is_some) {
            return Ok(slots);
        }
        let names: Vec<&str> = self.keywords().map(|(name, _)| name).collect();
        Err(signature.fault(count, &names))
    }
}

/// Whose words the errors of a call take. NumPy's functions are of five kinds.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// NumPy's own parser in C.
    Fast,
    /// CPython's `PyArg_ParseTupleAndKeywords`.
    Tuple,
    /// The same, without the function's name.
    Anonymous,
    /// A function written in Python.
    Python,
    /// A function written in Cython.
    Cython,
}

/// The parameters of a function, read from its signature as Python writes it.
pub struct Signature<const N: usize> {
    text: &'static str,
    name: &'static str,
    params: [&'static str; N],
    /// How many of the first parameters must be given.
    required: usize,
    /// How many of the first parameters take no name.
    nameless: usize,
    /// How many of the first parameters may be given without a name.
    positional: usize,
    style: Style,
}

impl<const N: usize> Signature<N> {
    /// A function of NumPy's own parser. A parameter named `""` takes no name.
    pub const fn new(
        name: &'static str,
        params: [&'static str; N],
        required: usize,
        positional: usize,
    ) -> Signature<N> {
        let mut nameless = 0;
        while nameless < N && params[nameless].is_empty() {
            nameless += 1;
        }
        Signature { text: name, name, params, required, nameless, positional, style: Style::Fast }
    }

    /// A function that NumPy writes in C with its own parser.
    pub const fn fast(text: &'static str) -> Signature<N> {
        Signature::read(text, Style::Fast)
    }

    /// A function that NumPy writes in C with CPython's parser.
    pub const fn tuple(text: &'static str) -> Signature<N> {
        Signature::read(text, Style::Tuple)
    }

    /// A function that NumPy writes in C with CPython's parser, which does not know its name.
    pub const fn anonymous(text: &'static str) -> Signature<N> {
        Signature::read(text, Style::Anonymous)
    }

    /// A function that NumPy writes in Python.
    pub const fn python(text: &'static str) -> Signature<N> {
        Signature::read(text, Style::Python)
    }

    /// A function that NumPy writes in Cython.
    pub const fn cython(text: &'static str) -> Signature<N> {
        Signature::read(text, Style::Cython)
    }

    const fn read(text: &'static str, style: Style) -> Signature<N> {
        let bytes = text.as_bytes();
        let mut at = 0;
        while bytes[at] != b'(' {
            at += 1;
        }
        let name = text.split_at(at).0;
        at += 1;
        let (mut params, mut count) = ([""; N], 0);
        let (mut required, mut nameless, mut positional) = (0, 0, N);
        while bytes[at] != b')' {
            let start = at;
            while !matches!(bytes[at], b'=' | b',' | b')') {
                at += 1;
            }
            match (bytes[start], at - start) {
                (b'/', 1) => nameless = count,
                (b'*', _) if positional == N => positional = count,
                (b'*', _) => {}
                _ => {
                    params[count] = text.split_at(at).0.split_at(start).1;
                    count += 1;
                    if bytes[at] != b'=' {
                        required = count;
                    }
                }
            }
            at = end_of_default(bytes, at);
            if bytes[at] == b',' {
                at += 2;
            }
        }
        assert!(count == N, "the signature has another number of parameters");
        Signature { text, name, params, required, nameless, positional, style }
    }

    /// The function's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The names of the parameters.
    pub fn params(&self) -> &[&'static str; N] {
        &self.params
    }

    /// True if so many arguments without a name, and no others, make a good call.
    pub fn takes_positional(&self, given: usize) -> bool {
        (self.required..=self.positional).contains(&given)
    }

    /// Adds a function with this signature to a module.
    pub fn add<F>(&self, module: &Bound<'_, PyModule>, doc: &str, f: F) -> Result<(), Raised>
    where
        F: Copy + for<'a, 'py> Fn(Args<'a, 'py>) -> Res<'py>,
    {
        super::typedef::add_function(module, self.name, &self.doc(doc), f)
    }

    /// A documentation that begins with the signature, where CPython looks for it.
    pub fn doc(&self, doc: &str) -> String {
        format!("{}\n--\n\n{doc}", self.text)
    }

    /// The error of a call with so many arguments without a name and these named ones.
    #[cold]
    fn fault(&self, given: usize, names: &[&str]) -> Raised {
        Raised::type_(match self.style {
            Style::Fast => self.fast_fault(given, names),
            Style::Tuple | Style::Anonymous => self.tuple_fault(given, names),
            Style::Python => self.python_fault(given, names),
            Style::Cython => self.cython_fault(given, names),
        })
    }

    /// The first parameter that must be given and is not.
    fn missing(&self, given: usize, names: &[&str]) -> Option<usize> {
        (given..self.required).find(|&i| i < self.nameless || !names.contains(&self.params[i]))
    }

    /// The first name that no parameter has.
    fn unknown<'n>(&self, names: &[&'n str]) -> Option<&'n str> {
        names.iter().copied().find(|name| !self.params[self.nameless..].contains(name))
    }

    /// The first parameter given twice.
    fn doubled(&self, given: usize, names: &[&str]) -> Option<usize> {
        (self.nameless..given.min(N)).find(|&i| names.contains(&self.params[i]))
    }

    fn takes(&self, given: usize) -> String {
        let (name, least, most) = (self.name, self.required, self.positional);
        let takes = if least == most { format!("{most}") } else { format!("from {least} to {most}") };
        let were = if given == 1 { "was" } else { "were" };
        let singular = (least, most) == (1, 1) && self.style != Style::Fast;
        let arguments = if singular { "argument" } else { "arguments" };
        format!("{name}() takes {takes} positional {arguments} but {given} {were} given")
    }

    fn fast_fault(&self, given: usize, names: &[&str]) -> String {
        let name = self.name;
        if self.nameless == N && !names.is_empty() {
            return format!("tegula.{name}() takes no keyword arguments");
        }
        if given > self.positional {
            return self.takes(given);
        }
        if let Some(unknown) = self.unknown(names) {
            return format!("{name}() got an unexpected keyword argument '{unknown}'");
        }
        if let Some(i) = self.doubled(given, names) {
            return format!(
                "argument for {name}() given by name ('{}') and position (position {i})",
                self.params[i]
            );
        }
        let i = self.missing(given, names).unwrap_or_default();
        if i < self.nameless {
            return format!("{name}() missing required positional argument {i}");
        }
        format!("{name}() missing required argument '{}' (pos {i})", self.params[i])
    }

    fn tuple_fault(&self, given: usize, names: &[&str]) -> String {
        let named = self.style == Style::Tuple;
        let function = if named { format!("{}()", self.name) } else { "function".to_owned() };
        if self.nameless == N && !names.is_empty() {
            return format!("{}() takes no keyword arguments", self.name);
        }
        let total = given + names.len();
        let bound = |most: bool| match (self.required == N, most) {
            (true, _) => "exactly",
            (false, true) => "at most",
            (false, false) => "at least",
        };
        if total > N {
            let keyword = if given == 0 { "keyword " } else { "" };
            let arguments = plural("argument", N);
            return format!("{function} takes {} {N} {keyword}{arguments} ({total} given)", bound(true));
        }
        if given > self.positional {
            let (most, arguments) = (self.positional, plural("argument", self.positional));
            return format!("{function} takes {} {most} positional {arguments} ({given} given)", bound(true));
        }
        if let Some(i) = self.doubled(given, names) {
            let param = self.params[i];
            return format!("argument for {function} given by name ('{param}') and position ({})", i + 1);
        }
        if let Some(i) = self.missing(given, names) {
            if self.nameless == N {
                let (least, arguments) = (self.required, plural("argument", self.required));
                return format!("{function} takes {} {least} {arguments} ({given} given)", bound(false));
            }
            return format!("{function} missing required argument '{}' (pos {})", self.params[i], i + 1);
        }
        let function = if named { function } else { "this function".to_owned() };
        format!("'{}' is an invalid keyword argument for {function}", self.unknown(names).unwrap_or_default())
    }

    fn python_fault(&self, given: usize, names: &[&str]) -> String {
        let name = self.name;
        let fixed: Vec<&str> =
            self.params[..self.nameless].iter().copied().filter(|p| names.contains(p)).collect();
        if !fixed.is_empty() {
            let fixed = fixed.join(", ");
            return format!(
                "{name}() got some positional-only arguments passed as keyword arguments: '{fixed}'"
            );
        }
        if let Some(unknown) = self.unknown(names) {
            return format!("{name}() got an unexpected keyword argument '{unknown}'");
        }
        if let Some(i) = self.doubled(given.min(self.positional), names) {
            return format!("{name}() got multiple values for argument '{}'", self.params[i]);
        }
        if given > self.positional {
            return self.takes(given);
        }
        let missing: Vec<String> = (given..self.required)
            .filter(|&i| !names.contains(&self.params[i]))
            .map(|i| format!("'{}'", self.params[i]))
            .collect();
        let list = match &missing[..] {
            [a, b] => format!("{a} and {b}"),
            [init @ .., last] if !init.is_empty() => format!("{}, and {last}", init.join(", ")),
            other => other.concat(),
        };
        let n = missing.len();
        format!("{name}() missing {n} required positional {}: {list}", plural("argument", n))
    }

    fn cython_fault(&self, given: usize, names: &[&str]) -> String {
        let name = self.name;
        let takes = |which: &str, n: usize, given: usize| {
            let which = if self.required == self.positional { "exactly" } else { which };
            format!("{name}() takes {which} {n} positional {} ({given} given)", plural("argument", n))
        };
        if given > self.positional {
            return takes("at most", self.positional, given);
        }
        if let Some(i) = self.missing(given, names) {
            return takes("at least", self.required, i);
        }
        match self.unknown(names) {
            Some(unknown) => format!("{name}() got an unexpected keyword argument '{unknown}'"),
            None => {
                let i = self.doubled(given, names).unwrap_or_default();
                format!("{name}() got multiple values for keyword argument '{}'", self.params[i])
            }
        }
    }
}

/// Where the default value of a parameter, if it has one, ends: at a comma or the closing parenthesis.
const fn end_of_default(bytes: &[u8], mut at: usize) -> usize {
    let (mut depth, mut quoted) = (0, false);
    loop {
        match bytes[at] {
            b'\'' => quoted = !quoted,
            b'(' if !quoted => depth += 1,
            b',' | b')' if !quoted && depth == 0 => return at,
            b')' if !quoted => depth -= 1,
            _ => {}
        }
        at += 1;
    }
}

fn plural(word: &str, n: usize) -> String {
    if n == 1 { word.to_owned() } else { format!("{word}s") }
}

/// An optional argument for which `None` means absent.
pub fn given<'a, 'py>(argument: Option<&'a Any<'py>>) -> Option<&'a Any<'py>> {
    argument.filter(|a| !a.is_none())
}
