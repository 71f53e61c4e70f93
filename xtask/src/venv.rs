//! The virtual environment `.venv` in the repository's root.

use crate::process::{Outcome, execute, in_ci, output, program, root};
use std::fs;
use std::path::PathBuf;

/// The oldest CPython that the package runs on, and the one that is tested.
const OLDEST: (u32, u32) = (3, 11);

/// A set of pinned packages, `python/requirements-NAME.txt`.
#[derive(Clone, Copy)]
pub enum Needs {
    /// To build, run and measure.
    Demo,
    /// To test as well.
    Dev,
    /// To compute reference values as well.
    Fixtures,
}

impl Needs {
    fn files(self) -> &'static [&'static str] {
        match self {
            Needs::Demo => &["requirements-demo.txt"],
            Needs::Dev => &["requirements-demo.txt", "requirements-dev.txt"],
            Needs::Fixtures => &["requirements-demo.txt", "requirements-fixtures.txt"],
        }
    }
}

/// The environment, ready for use.
pub struct Venv {
    bin: PathBuf,
}

impl Venv {
    /// Makes the environment if there is none and installs what is needed, unless it is there already.
    pub fn ready(needs: Needs) -> Outcome<Venv> {
        let home = root().join(".venv");
        let venv = Venv { bin: home.join(if cfg!(windows) { "Scripts" } else { "bin" }) };
        if version(&venv.tool("python").to_string_lossy()).is_none_or(|v| v < OLDEST) {
            venv.create(&home)?;
        }
        let files = needs.files();
        let mut wanted = String::new();
        for file in files {
            let path = root().join("python").join(file);
            wanted += &fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        }
        let last = files[files.len() - 1];
        let stamp = home.join(format!("installed-{last}"));
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
            return Ok(venv);
        }
        eprintln!("Installing python/{last} in .venv");
        let mut pip = program(venv.tool("python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        if in_ci() {
            pip.arg("--no-input");
        }
        execute(pip.args(["-r", &format!("python/{last}")]))?;
        fs::write(&stamp, wanted).map_err(|e| format!("{}: {e}", stamp.display()))?;
        Ok(venv)
    }

    fn create(&self, home: &std::path::Path) -> Outcome {
        let python = find_python()?;
        eprintln!("Making .venv with {python}");
        if home.exists() {
            fs::remove_dir_all(home).map_err(|e| format!("cannot replace {}: {e}", home.display()))?;
        }
        output(program(&python).args(["-m", "venv"]).arg(home)).map(drop).map_err(|error| {
            format!("{error}\nPython cannot make virtual environments here; on Debian and Ubuntu install python3-venv")
        })
    }

    /// The path of a program of the environment.
    pub fn tool(&self, name: &str) -> PathBuf {
        self.bin.join(if cfg!(windows) { format!("{name}.exe") } else { name.to_string() })
    }

    /// Python, to be given a script or a module, with output that is not held back.
    pub fn python(&self) -> std::process::Command {
        let mut command = program(self.tool("python"));
        command.env("PYTHONUNBUFFERED", "1").env_remove("PYTHONPATH").env_remove("PYTHONHOME");
        command
    }
}

/// The interpreter named by `TEGULA_PYTHON`, or the first that is new enough, 3.11 before all others.
fn find_python() -> Outcome<String> {
    let wanted = format!("CPython {}.{} or newer", OLDEST.0, OLDEST.1);
    if let Ok(named) = std::env::var("TEGULA_PYTHON") {
        return match version(&named) {
            Some(v) if v >= OLDEST => Ok(named),
            Some((major, minor)) => {
                Err(format!("TEGULA_PYTHON={named} is {major}.{minor}; {wanted} is needed"))
            }
            None => Err(format!("TEGULA_PYTHON={named} is no CPython that runs; {wanted} is needed")),
        };
    }
    let names = ["python3.11", "python3", "python", "python3.14", "python3.13", "python3.12"];
    let found = names.iter().find(|name| version(name).is_some_and(|v| v >= OLDEST));
    found.map(|name| name.to_string()).ok_or_else(|| {
        format!(
            "{wanted} is needed and was not found on PATH (looked for {})\nInstall it, or set TEGULA_PYTHON",
            names.join(", ")
        )
    })
}

/// Major and minor version of a CPython; nothing if it does not run or is another implementation.
fn version(python: &str) -> Option<(u32, u32)> {
    let code = "import sys; v = sys.version_info; print(sys.implementation.name, v[0], v[1])";
    let text = output(program(python).args(["-c", code])).ok()?;
    let mut words = text.split_whitespace();
    (words.next()? == "cpython").then_some(())?;
    Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
}
