//! The command line.

use std::path::PathBuf;

use crate::Outcome;

pub const HELP: &str = "\
Usage: digits [--data FILE] [--epochs N] [--seed N] [--json FILE] [--progress]

Trains a small neural network on handwritten digits.

  --data FILE   .npz with X and y, or .csv, label last (default: the digits of examples/data)
  --epochs N    passes over the data (default: 150)
  --seed N      of every random stream (default: 0)
  --json FILE   write losses and predictions to this file
  --progress    show the bar even without a terminal";

pub struct Options {
    pub data: PathBuf,
    pub epochs: usize,
    pub seed: u64,
    pub json: Option<PathBuf>,
    pub progress: bool,
}

impl Options {
    /// The options of a command line; `None` if it asks for help.
    pub fn from_args(args: impl Iterator<Item = String>) -> Outcome<Option<Options>> {
        let digits = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data/digits.npz");
        let mut options = Options { data: digits.into(), epochs: 150, seed: 0, json: None, progress: false };
        let mut args = args;
        while let Some(arg) = args.next() {
            let (name, given) = match arg.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (arg, None),
            };
            let mut value = || {
                given
                    .clone()
                    .or_else(|| args.next())
                    .ok_or_else(|| format!("{name} needs a value; see --help"))
            };
            match name.as_str() {
                "--data" => options.data = value()?.into(),
                "--epochs" => {
                    let epochs = value()?.parse().ok().filter(|&n: &usize| n > 0);
                    options.epochs = epochs.ok_or("--epochs must be at least 1")?;
                }
                "--seed" => {
                    options.seed = value()?.parse().map_err(|_| "--seed must be an integer from 0")?;
                }
                "--json" => options.json = Some(value()?.into()),
                "--progress" => options.progress = true,
                "--help" | "-h" => return Ok(None),
                _ => return Err(format!("unknown option {name}; see --help").into()),
            }
        }
        Ok(Some(options))
    }
}
