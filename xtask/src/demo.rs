//! `cargo xtask demo`: one training job on Tegula from Python, on Tegula from Rust, and on NumPy.

use crate::process::{Outcome, cargo, execute, output, root, target_dir};
use crate::venv::{Needs, Venv};
use crate::wheel;
use std::path::{Path, PathBuf};
use std::process::Command;

pub const HELP: &str = "\
Usage: cargo xtask demo [--data FILE] [--turns N]

Makes .venv, builds the Python package and the Rust example, and trains the digit classifier of
examples/digits.py on Tegula from Python, on Tegula from Rust, and on NumPy, in turns. Checks that all three
take the same steps and prints accuracy, gradient check and times; writes out/digits.png.

  --data FILE   your own data: an .npz with X and y, or a .csv with the label in the last column
  --turns N     how often each trains; the quickest counts (default 3)";

/// Cargo profile of the wheel and of the Rust example: one build of the dependencies serves both.
const PROFILE: &str = "wheel";

struct Options {
    data: Option<PathBuf>,
    turns: usize,
}

pub fn run(args: &[String]) -> Outcome {
    let options = parse(args)?;
    let venv = Venv::ready(Needs::Demo)?;
    println!("Building the Python package and the Rust example (the first time takes minutes)");
    wheel::install(&venv, PROFILE)?;
    let example = build_example(PROFILE)?;

    let out = root().join("out");
    std::fs::create_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
    let mut reports = Vec::new();
    for turn in 1..=options.turns {
        for trainer in ["tegula", "rust", "numpy"] {
            let report = out.join(format!("digits-{trainer}-{turn}.json"));
            let mut command = if trainer == "rust" { Command::new(&example) } else { script(&venv, trainer) };
            command.current_dir(root()).arg("--json").arg(&report);
            if let Some(data) = &options.data {
                command.arg("--data").arg(data);
            }
            if turn == 1 && trainer == "tegula" {
                run_shown(command.args(["--picture", "out/digits.png"]))?;
            } else {
                output(&mut command)?;
            }
            reports.push(report);
        }
    }
    println!("\nBest of {} turns each; each run in a process of its own:", options.turns);
    compare(&venv, &reports, if options.data.is_some() { "0" } else { "0.97" })?;
    println!("picture: {}", out.join("digits.png").display());
    Ok(())
}

/// Compares training reports: the same losses and predictions, accuracy and gradient check as they must be.
pub fn compare(venv: &Venv, reports: &[PathBuf], min_accuracy: &str) -> Outcome {
    let mut command = venv.python();
    command.arg("examples/digits_compare.py").args(["--min-accuracy", min_accuracy]).args(reports);
    execute(&mut command).map_err(|_| "the runs do not agree, or missed what is asked of them".to_string())
}

/// The Python script with one array module.
pub fn script(venv: &Venv, backend: &str) -> Command {
    let mut command = venv.python();
    command.args(["examples/digits.py", "--backend", backend]);
    command
}

/// Builds the Rust twin of the script; returns its program. The workspace is selected so that the dependencies
/// have the features that they have in other builds, and are not built again.
pub fn build_example(profile: &str) -> Outcome<PathBuf> {
    execute(cargo().args(["build", "--quiet", "--profile", profile, "--workspace", "--example", "digits"]))?;
    let folder = if profile == "dev" { "debug" } else { profile };
    let name = if cfg!(windows) { "digits.exe" } else { "digits" };
    Ok(target_dir().join(folder).join("examples").join(name))
}

fn run_shown(command: &mut Command) -> Outcome {
    println!();
    execute(command)
}

fn parse(args: &[String]) -> Outcome<Options> {
    let mut options = Options { data: None, turns: 3 };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let value = args
            .next()
            .ok_or_else(|| format!("unknown option `{arg}`, or its value is missing; see --help"))?;
        match arg.as_str() {
            "--data" => {
                // Relative to where the user stands, not to the repository.
                let here = std::env::current_dir().unwrap_or_default();
                options.data = Some(here.join(Path::new(value)));
            }
            "--turns" => {
                let turns = value.parse().ok().filter(|n| *n > 0);
                options.turns =
                    turns.ok_or_else(|| format!("--turns takes a number from 1, not `{value}`"))?;
            }
            _ => return Err(format!("unknown option `{arg}`; see --help")),
        }
    }
    Ok(options)
}
