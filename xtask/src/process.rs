//! Runs other programs, and says clearly when one fails.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What a command gives back: nothing, or why it failed.
pub type Outcome<T = ()> = Result<T, String>;

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the repository").to_path_buf()
}

/// Where cargo puts what it builds.
pub fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Whether this runs unattended (`CI=true`).
pub fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|v| v == "true" || v == "1")
}

/// A program to be run in the repository's root. In CI cargo neither draws nor keeps incremental state.
pub fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    if in_ci() {
        command.env("CARGO_TERM_PROGRESS_WHEN", "never").env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// Cargo, as it was found by the one that runs this.
pub fn cargo() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The command line as one would type it.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let quoted = words.map(|w| {
        let w = w.to_string_lossy();
        if w.is_empty() || w.contains(' ') { format!("'{w}'") } else { w.into_owned() }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// Runs to the end, output and all.
pub fn execute(command: &mut Command) -> Outcome {
    let shown = line(command);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{shown}` failed ({status})")),
        Err(error) => Err(format!("`{shown}` could not be started: {error}")),
    }
}

/// Runs to the end and returns what it printed; its messages are shown only if it fails.
pub fn output(command: &mut Command) -> Outcome<String> {
    let shown = line(command);
    let done = command.output().map_err(|e| format!("`{shown}` could not be started: {e}"))?;
    if done.status.success() {
        Ok(String::from_utf8_lossy(&done.stdout).trim_end().to_string())
    } else {
        let text =
            format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        Err(format!("`{shown}` failed ({})\n{}", done.status, text.trim_end()))
    }
}

/// For commands without options.
pub fn no_arguments(args: &[String]) -> Outcome {
    match args.first() {
        None => Ok(()),
        Some(arg) => Err(format!("unknown option `{arg}`; see --help")),
    }
}
