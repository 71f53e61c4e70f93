//! Project automation: `cargo xtask --help`.
//!
//! One file per command; [`process`] runs programs, [`venv`] and [`wheel`] prepare Python.
#![forbid(unsafe_code)]

use std::process::ExitCode;

mod asan;
mod bench;
mod demo;
mod docs;
mod fixtures;
mod fuzz;
mod process;
mod size;
mod test;
mod venv;
mod wheel;

const HELP: &str = "\
Usage: cargo xtask COMMAND [OPTIONS]

  demo      build, train the digit classifier on Tegula (Python and Rust) and on NumPy, compare
  test      everything that must hold before a change is taken: format, lints, all tests
  bench     measure against NumPy; options go to benches/bench.py (try `cargo xtask bench --help`)
  docs      build the API documentation of the Rust crates
  fixtures  run the scripts in xtask/fixtures that compute reference values and coefficients
  fuzz      run random cases for minutes: index expressions, iterations, printing
  size      print the size of the machine code in the Python extension
  asan      run the Rust tests under AddressSanitizer (needs a nightly toolchain)

`cargo xtask COMMAND --help` says more. Python 3.11 or newer is found by itself (or named in TEGULA_PYTHON);
everything that is installed goes to .venv and target.";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let wants_help = rest.iter().any(|a| a == "--help" || a == "-h");
    let (run, help): (fn(&[String]) -> process::Outcome, &str) = match command.as_str() {
        "demo" => (demo::run, demo::HELP),
        "test" => (test::run, test::HELP),
        "bench" => (bench::run, bench::HELP),
        "docs" => (docs::run, docs::HELP),
        "fixtures" => (fixtures::run, fixtures::HELP),
        "fuzz" => (fuzz::run, fuzz::HELP),
        "size" => (size::run, size::HELP),
        "asan" => (asan::run, asan::HELP),
        "" | "help" | "--help" | "-h" => {
            println!("{HELP}");
            return if command.is_empty() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
        _ => {
            eprintln!("error: no command `{command}`\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    if wants_help {
        println!("{help}");
        return ExitCode::SUCCESS;
    }
    match run(&rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
