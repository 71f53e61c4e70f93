//! Trains a small neural network on handwritten digits: the Rust twin of `examples/digits.py`.
//!
//! ```text
//! cargo run --release -p tegula --example digits                        the 1,797 digits of examples/data
//! cargo run --release -p tegula --example digits -- --data mine.npz     your own X (samples, features) and y (labels)
//! cargo run --release -p tegula --example digits -- --data mine.csv     the label in the last column
//! ```
//!
//! The network is 64 standardised pixels -> 128 ReLU units with dropout -> softmax, trained by mini-batch
//! gradient descent with momentum. Every random number comes from `default_rng(seed)`, so the losses are
//! those of the Python script, on Tegula or on NumPy.

mod data;
mod network;
mod options;

use std::error::Error;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use tegula::linalg::{Svd, svd};
use tegula::prelude::*;

use crate::network::{Split, Training, forward, gradient_error, train};
use crate::options::Options;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Standard deviations where inputs are clipped: some pixels are inked in one image of a thousand.
const LIMIT: f64 = 3.0;
const TEST_SIZE: f64 = 0.2;
const MAX_GRADIENT_ERROR: f64 = 1e-5;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let Some(options) = Options::from_args(std::env::args().skip(1))? else {
        println!("{}", options::HELP);
        return Ok(());
    };
    let (x_raw, y, classes) = data::load(&options.data)?;

    // One mean and deviation for all rows; the labels play no part in it.
    let x = standardize(&x_raw).clip(-LIMIT, LIMIT);
    let split = train_test_split(&x, &y, options.seed);
    let explained = pca(&x, x.shape()[1].min(2))?;

    let error = gradient_error(&split.x_train, &split.y_train, classes.len(), options.seed)?;
    let shown = options.progress || std::io::stderr().is_terminal();
    let start = Instant::now();
    let training = train(&split, classes.len(), options.epochs, options.seed, |done, loss| {
        if shown {
            progress_bar(done, options.epochs, loss);
        }
    })?;
    let seconds = start.elapsed().as_secs_f64();
    let Training { params, losses, test_curve } = training;
    let predictions = forward(&params, &split.x_test, None)?.probabilities.argmax(Axis(1));
    let accuracy = predictions.eq_(&split.y_test).mean(All);

    println!("backend              tegula-rust {}", env!("CARGO_PKG_VERSION"));
    let (n, features) = (x.len(), x.shape()[1]);
    println!(
        "data                 {n} x {features}, {} classes, {} held out",
        classes.len(),
        split.x_test.len()
    );
    println!("variance in 2-D PCA  {:.1} %", 100.0 * explained.sum(All));
    println!("gradient check       {error:.1e} (relative error, at most 1e-05)");
    let (steps, last) = (losses.len(), losses[losses.len() - 1]);
    println!("loss                 {:.4} at step 1, {last:.4} at step {steps}", losses[0]);
    println!("test loss            {:.4}", test_curve[test_curve.len() - 1]);
    println!("test accuracy        {accuracy:.4}");
    println!("training loop        {seconds:.2} s");
    if let Some(path) = &options.json {
        let labels: Vec<i64> = predictions.iter().map(|&class| classes[class as usize]).collect();
        write_report(path, accuracy, error, seconds, &losses, &labels)?;
    }
    if error < MAX_GRADIENT_ERROR { Ok(()) } else { Err("the gradient check failed".into()) }
}

/// Every column with mean 0 and standard deviation 1.
fn standardize(x: &Array<f64>) -> Array<f64> {
    (x - x.mean(Axis(0).keepdims())) / (x.std(Axis(0).keepdims()) + 1e-8)
}

fn train_test_split(x: &Array<f64>, y: &Array<i64>, seed: u64) -> Split {
    let n = x.len();
    let indices = default_rng(seed).permutation(n);
    let held_out = (n as f64 * (1.0 - TEST_SIZE)) as usize;
    let (train, test) = (indices.slice(s![..held_out]), indices.slice(s![held_out..]));
    Split { x_train: x.at(&train), y_train: y.at(&train), x_test: x.at(&test), y_test: y.at(&test) }
}

/// The share of the variance along each of the first principal components.
fn pca(x: &Array<f64>, components: usize) -> Outcome<Array<f64>> {
    let Svd { s, .. } = svd(&(x - x.mean(Axis(0))), false)?;
    let variance = s.square() / (x.len() - 1);
    let total = variance.sum(All);
    Ok(variance.slice(s![..components]) / total)
}

/// Redraws one line on stderr.
fn progress_bar(done: usize, total: usize, loss: f64) {
    let filled = 30 * done / total;
    let bar = "#".repeat(filled) + &".".repeat(30 - filled);
    let end = if done == total { "\n" } else { "" };
    eprint!("\r[{bar}] epoch {done}/{total}  loss {loss:.4}{end}");
    // A terminal that cannot be written to is no reason to stop.
    let _ = std::io::stderr().flush();
}

/// The report that `examples/digits_compare.py` reads. Numbers are printed so that they read back the same.
fn write_report(
    path: &Path,
    accuracy: f64,
    gradient_error: f64,
    seconds: f64,
    losses: &[f64],
    predictions: &[i64],
) -> Outcome<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let report = format!(
        "{{\"backend\": \"tegula-rust\", \"accuracy\": {accuracy:?}, \"gradient_error\": {gradient_error:?}, \
         \"train_seconds\": {seconds:?}, \"losses\": {losses:?}, \"predictions\": {predictions:?}}}\n"
    );
    std::fs::write(path, report).map_err(|error| format!("{}: {error}", path.display()).into())
}
