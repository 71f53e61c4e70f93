//! `cargo xtask fuzz`: random cases for as long as one likes.

use crate::process::{Outcome, cargo, execute};
use crate::venv::{Needs, Venv};
use crate::wheel;

pub const HELP: &str = "\
Usage: cargo xtask fuzz [--minutes N] [--cases N]

Runs cases that nobody has seen before:

  --minutes N  minutes (10) of index expressions read from random bytes, against a model that walks element by
               element, in Rust: crates/tegula-exec/tests/index_fuzz.rs
  --cases N    cases (100000) of each test of random cases in Python, against NumPy: random layouts under random
               index expressions, iterations, printing

A failure says how to run its case again. `cargo xtask test` runs a short part of each, the same every time.";

fn number(args: &[String], name: &str, usual: u64) -> Outcome<u64> {
    let Some(at) = args.iter().position(|a| a == name) else { return Ok(usual) };
    let given = args.get(at + 1).and_then(|n| n.parse().ok());
    given.ok_or_else(|| format!("{name} needs a number"))
}

pub fn run(args: &[String]) -> Outcome {
    let minutes = number(args, "--minutes", 10)?;
    let cases = number(args, "--cases", 100_000)?;
    if minutes > 0 {
        let mut command = cargo();
        command.args(["test", "--quiet", "-p", "tegula-exec", "--test", "index_fuzz", "--", "--nocapture"]);
        execute(command.env("TEGULA_FUZZ_SECONDS", (60 * minutes).to_string()))?;
    }
    if cases > 0 {
        let venv = Venv::ready(Needs::Dev)?;
        wheel::install(&venv, crate::test::PROFILE)?;
        let cases = format!("--cases={cases}");
        execute(venv.python().args(["-m", "pytest", "-m", "random_cases", "--first-case=-1", &cases]))?;
    }
    Ok(())
}
