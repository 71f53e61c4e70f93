//! `cargo xtask asan`: the Rust tests under AddressSanitizer.

use crate::process::{Outcome, execute, output, program, target_dir};

pub const HELP: &str = "\
Usage: cargo xtask asan [OPTIONS OF cargo test]

Runs the tests of the Rust crates with the nightly toolchain's AddressSanitizer, in target/asan. With options,
such as `-p tegula-core`, these replace the choice of all crates but the Python door. The same by hand:

  RUSTFLAGS=-Zsanitizer=address cargo +nightly test --target x86_64-unknown-linux-gnu --lib --tests \\
      --workspace --exclude tegula-python --exclude xtask";

pub fn run(args: &[String]) -> Outcome {
    // `rustup run`, because the toolchain of the repository is already chosen in this process.
    let nightly = output(program("rustup").args(["run", "nightly", "rustc", "-vV"])).map_err(|_| {
        "no nightly toolchain; install it with `rustup toolchain install nightly`".to_string()
    })?;
    let host = nightly.lines().find_map(|l| l.strip_prefix("host: ")).ok_or("rustc -vV names no host")?;
    let mut command = program("rustup");
    // A target is named so that build scripts and procedural macros stay uninstrumented.
    command.args(["run", "nightly", "cargo", "test", "--lib", "--tests", "--target", host]);
    if args.is_empty() {
        command.args(["--workspace", "--exclude", "tegula-python", "--exclude", "xtask"]);
    }
    command.args(args);
    command.env("RUSTFLAGS", "-Zsanitizer=address").env("CARGO_TARGET_DIR", target_dir().join("asan"));
    // Cargo passes its own path on; nightly's must find itself.
    command.env_remove("CARGO").env_remove("RUSTC").env_remove("RUSTDOC");
    execute(&mut command)
}
