//! `cargo xtask docs`: the API documentation.

use crate::process::{Outcome, cargo, execute, no_arguments, target_dir};

pub const HELP: &str = "\
Usage: cargo xtask docs

Builds the documentation of the crates into target/doc; a broken link or a missing page is an error.";

pub fn run(args: &[String]) -> Outcome {
    no_arguments(args)?;
    let mut doc = cargo();
    doc.args(["doc", "--workspace", "--no-deps", "--exclude", "xtask"]).env("RUSTDOCFLAGS", "-D warnings");
    execute(&mut doc)?;
    println!("{}", target_dir().join("doc").join("tegula").join("index.html").display());
    Ok(())
}
