//! `cargo xtask test`: everything that must hold before a change is taken.

use crate::process::{Outcome, cargo, execute, output, program, root, target_dir};
use crate::venv::{Needs, Venv};
use crate::{demo, wheel};
use std::time::{Duration, Instant};

pub const HELP: &str = "\
Usage: cargo xtask test [--keep-going] [STEP ...]

Runs all steps, or those named, in this order:

  fmt       cargo fmt --check
  clippy    all targets, warnings are errors
  rust      the Rust tests (with cargo-nextest if it is installed)
  doctest   the examples in the Rust documentation
  isa       the tests of kernels and ufuncs at each instruction-set level that this processor has
  wheel     build the Python package and install it in .venv
  pytest    the Python tests, against NumPy
  digits    a short training run: the same losses from Python, Rust and NumPy
  ruff      lints and format of the Python code
  types     mypy on the stubs, stubtest against the package

  --keep-going  run the other steps when one has failed";

/// Cargo profile of the tested wheel. It shares the optimised dependencies with `cargo test`, and keeps overflow
/// checks and debug assertions; `cargo xtask demo` and `bench` build what ships.
pub const PROFILE: &str = "dev";

/// The tests of the crates whose code differs between instruction sets, as nextest selects them.
const ISA_TESTS: &str = "package(tegula-kernels) | package(tegula-ufunc) | package(tegula-linalg)";

type Step = (&'static str, fn() -> Outcome);

const STEPS: [Step; 10] = [
    ("fmt", || execute(cargo().args(["fmt", "--all", "--check"]))),
    ("clippy", clippy),
    ("rust", || rust_tests(None)),
    ("doctest", || execute(cargo().args(["test", "--quiet", "--workspace", "--all-features", "--doc"]))),
    ("isa", isa_levels),
    ("wheel", || wheel::install(&venv()?, PROFILE).map(drop)),
    ("pytest", || execute(venv()?.python().args(["-m", "pytest"]))),
    ("digits", digits),
    ("ruff", ruff),
    ("types", types),
];

fn run_all(steps: &[Step], keep_going: bool) -> Outcome {
    let start = Instant::now();
    let mut done: Vec<(&str, Duration, Outcome)> = Vec::new();
    for (name, step) in steps {
        println!("==> {name}");
        let begin = Instant::now();
        let outcome = step();
        let took = begin.elapsed();
        match &outcome {
            Ok(()) => println!("==> {name}: ok, {}", seconds(took)),
            Err(message) => println!("==> {name}: FAILED after {}\n{message}", seconds(took)),
        }
        let failed = outcome.is_err();
        done.push((name, took, outcome));
        if failed && !keep_going {
            break;
        }
    }
    println!("\nSummary");
    for (name, took, outcome) in &done {
        println!("  {name:10} {:>9}  {}", seconds(*took), if outcome.is_ok() { "ok" } else { "FAILED" });
    }
    for (name, _) in &steps[done.len()..] {
        println!("  {name:10} {:>9}  not run", "");
    }
    println!("  {:10} {:>9}", "total", seconds(start.elapsed()));
    let failed: Vec<&str> = done.iter().filter(|d| d.2.is_err()).map(|d| d.0).collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

pub fn run(args: &[String]) -> Outcome {
    let keep_going = args.iter().any(|a| a == "--keep-going");
    let named: Vec<&String> = args.iter().filter(|a| *a != "--keep-going").collect();
    if let Some(unknown) = named.iter().find(|n| STEPS.iter().all(|s| s.0 != n.as_str())) {
        return Err(format!("no step `{unknown}`; see --help"));
    }
    let chosen = STEPS.into_iter().filter(|s| named.is_empty() || named.iter().any(|n| *n == s.0));
    run_all(&chosen.collect::<Vec<_>>(), keep_going)
}

fn venv() -> Outcome<Venv> {
    Venv::ready(Needs::Dev)
}

fn clippy() -> Outcome {
    execute(cargo().args([
        "clippy",
        "--quiet",
        "--workspace",
        "--all-features",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

/// The Rust tests at the processor's highest instruction-set level; or at a lower one those that may differ
/// (all of them without nextest). The whole workspace is built in either case, so that cargo selects the same
/// features of the dependencies and builds them once; the Rust door's features change none of those.
fn rust_tests(isa: Option<&str>) -> Outcome {
    let has_nextest = output(cargo().args(["nextest", "--version"])).is_ok();
    let mut command = cargo();
    if has_nextest {
        command.args([
            "nextest",
            "run",
            "--workspace",
            "--all-features",
            "--no-tests=pass",
            "--status-level=fail",
            "--final-status-level=fail",
        ]);
    } else {
        command.args(["test", "--quiet", "--workspace", "--all-features", "--all-targets"]);
    }
    if let Some(level) = isa {
        command.env("TEGULA_ISA", level);
        if has_nextest {
            command.args(["--filterset", ISA_TESTS]);
        }
    }
    execute(&mut command)
}

/// The step `rust` has run the highest level, so this runs the lower ones.
fn isa_levels() -> Outcome {
    let levels = levels();
    let (highest, lower) = levels.split_last().expect("the baseline is always there");
    for level in lower {
        println!("TEGULA_ISA={level}");
        rust_tests(Some(level))?;
    }
    println!("the highest, {highest}, was tested by the step `rust`");
    Ok(())
}

/// The values of `TEGULA_ISA` that this processor can run, lowest first.
fn levels() -> Vec<&'static str> {
    let mut levels = vec!["baseline"];
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected as has;
        if has!("avx2") && has!("fma") && has!("f16c") {
            levels.push("avx2");
            if has!("avx512f") && has!("avx512bw") && has!("avx512dq") && has!("avx512vl") {
                levels.push("avx512");
            }
        }
    }
    #[cfg(target_arch = "aarch64")]
    levels.push("neon");
    levels
}

/// Three epochs of the demo: short, but through every layer of both doors.
fn digits() -> Outcome {
    let venv = venv()?;
    let out = target_dir().join("digits-test");
    let example = demo::build_example(PROFILE)?;
    let mut reports = Vec::new();
    for trainer in ["tegula", "rust", "numpy"] {
        let report = out.join(format!("{trainer}.json"));
        let mut command = if trainer == "rust" { program(&example) } else { demo::script(&venv, trainer) };
        output(command.args(["--epochs", "3", "--json"]).arg(&report))?;
        reports.push(report);
    }
    demo::compare(&venv, &reports, "0")
}

fn ruff() -> Outcome {
    let venv = venv()?;
    execute(program(venv.tool("ruff")).args(["check", "."]))?;
    execute(program(venv.tool("ruff")).args(["format", "--check", "."]))
}

fn types() -> Outcome {
    let venv = venv()?;
    execute(venv.python().args(["-m", "mypy"]))?;
    let mut stubtest = venv.python();
    stubtest.args(["-m", "mypy.stubtest", "tegula", "--mypy-config-file", "pyproject.toml"]);
    if root().join("python/stubtest-allowlist.txt").exists() {
        stubtest.args(["--allowlist", "python/stubtest-allowlist.txt"]);
    }
    execute(&mut stubtest)
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
