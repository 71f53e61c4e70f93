//! `cargo xtask fixtures`: the scripts that compute what tests and kernels take as given.

use crate::process::{Outcome, execute, root};
use crate::venv::{Needs, Venv};
use std::path::PathBuf;

pub const HELP: &str = "\
Usage: cargo xtask fixtures [NAME ...]

Runs the scripts xtask/fixtures/NAME.py, or all of them, in .venv with NumPy and mpmath. They compute reference
values for tests and coefficients for kernels; each script says what it writes or prints.";

pub fn run(args: &[String]) -> Outcome {
    let folder = root().join("xtask").join("fixtures");
    let entries = std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut scripts: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    scripts.retain(|path| path.extension().is_some_and(|x| x == "py"));
    scripts.sort();
    let name = |path: &PathBuf| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let names: Vec<String> = scripts.iter().map(name).collect();
    if let Some(unknown) = args.iter().find(|a| !names.contains(a)) {
        return Err(format!("no script `{unknown}` in xtask/fixtures; there are: {}", names.join(", ")));
    }
    scripts.retain(|path| args.is_empty() || args.contains(&name(path)));
    let venv = Venv::ready(Needs::Fixtures)?;
    for script in scripts {
        eprintln!("==> {}", name(&script));
        execute(venv.python().arg(script))?;
    }
    Ok(())
}
