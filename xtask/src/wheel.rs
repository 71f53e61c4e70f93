//! Builds the Python package as a wheel and installs it in the virtual environment.

use crate::process::{Outcome, execute, output, program, target_dir};
use crate::venv::Venv;
use std::fs;
use std::path::PathBuf;

/// Builds with a cargo profile and installs the result; returns the wheel.
pub fn install(venv: &Venv, profile: &str) -> Outcome<PathBuf> {
    let wheel = build(venv, profile)?;
    let mut pip = venv.python();
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    execute(pip.args(["--force-reinstall", "--no-deps", "--no-index"]).arg(&wheel))?;
    // From a neutral folder, so that the installed package is what answers.
    let mut check = venv.python();
    output(check.current_dir(target_dir()).args(["-c", "import tegula"]))
        .map_err(|error| format!("the wheel was built but does not import\n{error}"))?;
    Ok(wheel)
}

fn build(venv: &Venv, profile: &str) -> Outcome<PathBuf> {
    let out = target_dir().join("wheels").join(profile);
    if out.exists() {
        fs::remove_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
    }
    let mut maturin = program(venv.tool("maturin"));
    maturin.args(["build", "--quiet", "--profile", profile, "--out"]).arg(&out);
    execute(maturin.arg("--interpreter").arg(venv.tool("python")))?;
    let entries = fs::read_dir(&out).map_err(|e| format!("{}: {e}", out.display()))?;
    let mut wheels =
        entries.filter_map(|e| Some(e.ok()?.path())).filter(|p| p.extension().is_some_and(|x| x == "whl"));
    wheels.next().ok_or_else(|| format!("maturin left no wheel in {}", out.display()))
}
