//! The parameters of functions, of the extension module and of Python.

use std::ffi::c_int;

use pyo3::prelude::*;

use crate::ffi::{Any, Raised};

/// One parameter.
struct Parameter {
    name: String,
    /// It may be given by name.
    named: bool,
    required: bool,
}

/// The parameters of a function.
#[derive(Default)]
pub struct Parameters {
    all: Vec<Parameter>,
    /// How many of them may be given without a name.
    positional: usize,
    /// It takes any number of further arguments.
    rest: bool,
    /// It takes further arguments of any name.
    named_rest: bool,
}

impl Parameters {
    /// Reads the signature of a function; an unknown one takes anything.
    pub fn of(function: &Any<'_>) -> Result<Parameters, Raised> {
        if let Some(code) = function.getattr_opt("__code__")? {
            return Parameters::of_code(function, &code);
        }
        match function.getattr_opt("__text_signature__")?.filter(|signature| !signature.is_none()) {
            Some(signature) => Ok(Parameters::of_text(&signature.str()?.to_string())),
            None => Ok(Parameters { rest: true, named_rest: true, ..Parameters::default() }),
        }
    }

    fn of_code(function: &Any<'_>, code: &Any<'_>) -> Result<Parameters, Raised> {
        const VARARGS: c_int = 4;
        const VARKEYWORDS: c_int = 8;
        let number = |name: &str| -> Result<usize, Raised> { Ok(code.getattr(name)?.extract()?) };
        let flags: c_int = code.getattr("co_flags")?.extract()?;
        let (positional, nameless) = (number("co_argcount")?, number("co_posonlyargcount")?);
        let count = positional + number("co_kwonlyargcount")?;
        let defaults = function.getattr("__defaults__")?;
        let defaults = if defaults.is_none() { 0 } else { defaults.len()? };
        let named_defaults = function.getattr("__kwdefaults__")?;
        let names: Vec<String> = code.getattr("co_varnames")?.extract()?;
        let mut all = Vec::with_capacity(count);
        for (i, name) in names.into_iter().take(count).enumerate() {
            let required = match i < positional {
                true => i + defaults < positional,
                false => named_defaults.is_none() || !named_defaults.contains(&name)?,
            };
            all.push(Parameter { name, named: i >= nameless, required });
        }
        Ok(Parameters { all, positional, rest: flags & VARARGS != 0, named_rest: flags & VARKEYWORDS != 0 })
    }

    fn of_text(text: &str) -> Parameters {
        let mut found = Parameters { positional: usize::MAX, ..Parameters::default() };
        let mut depth = 0;
        let inside = text.trim().trim_start_matches('(').trim_end_matches(')');
        let parts = inside.split(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            c == ',' && depth == 0
        });
        for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
            let count = found.all.len();
            if part == "/" {
                found.all.iter_mut().for_each(|parameter| parameter.named = false);
            } else if part.starts_with("**") {
                found.named_rest = true;
            } else if let Some(name) = part.strip_prefix('*') {
                found.positional = count;
                found.rest = !name.is_empty();
            } else {
                let (name, required) = match part.split_once('=') {
                    Some((name, _)) => (name, false),
                    None => (part, true),
                };
                found.all.push(Parameter { name: name.to_owned(), named: true, required });
            }
        }
        found.positional = found.positional.min(found.all.len());
        found
    }

    /// How many parameters may be given without a name, those for any number aside.
    pub fn positional(&self) -> usize {
        self.positional
    }

    /// The place of a parameter that may be given without a name.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.all[..self.positional].iter().position(|parameter| parameter.name == name)
    }

    /// True if the function can be called with so many arguments without a name and others with these.
    pub fn accept<'a>(&self, given: usize, names: impl Iterator<Item = &'a str>) -> bool {
        let mut missing = self
            .all
            .iter()
            .enumerate()
            .filter(|(i, p)| p.required && *i >= given.min(self.positional))
            .count();
        for name in names {
            match self.all.iter().position(|p| p.named && p.name == name) {
                Some(i) if i < given.min(self.positional) => return false,
                Some(i) => missing -= usize::from(self.all[i].required),
                None if self.named_rest => {}
                None => return false,
            }
        }
        missing == 0 && (given <= self.positional || self.rest)
    }
}
