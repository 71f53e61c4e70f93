//! `cargo xtask bench`: builds what ships and measures it against NumPy.

use crate::process::{Outcome, execute, root};
use crate::venv::{Needs, Venv};
use crate::wheel;

pub const HELP: &str = "\
Usage: cargo xtask bench [OPTIONS OF benches/bench.py]

Makes .venv, builds the package as it ships, and runs benches/bench.py with the options given:

  --threads N      threads for every engine (default: all processors)
  --only PATTERN   cases to run, such as 'small/*' or 'matmul/f32:n512'
  --check          compare the results with NumPy's, take no times
  --quick          fewer turns
  --list           names of all cases
  --json FILE      where the figures go (default out/bench.json)";

pub fn run(args: &[String]) -> Outcome {
    let venv = Venv::ready(Needs::Demo)?;
    wheel::install(&venv, "wheel")?;
    execute(venv.python().arg(root().join("benches").join("bench.py")).args(args))
}
