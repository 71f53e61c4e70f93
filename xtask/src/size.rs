//! `cargo xtask size`: how much machine code the Python extension holds.

use crate::process::{Outcome, no_arguments, output, target_dir};
use crate::venv::{Needs, Venv};
use crate::wheel;

pub const HELP: &str = "\
Usage: cargo xtask size

Builds the extension module as it ships (stripped) and prints its size and that of its sections of machine code;
fails above the limit of 15 MB. Reads ELF files, so it works on Linux.";

const LIMIT: u64 = 15_000_000;

pub fn run(args: &[String]) -> Outcome {
    no_arguments(args)?;
    let venv = Venv::ready(Needs::Demo)?;
    wheel::install(&venv, "wheel")?;
    let code = "import tegula._core as m; print(m.__file__)";
    let path = output(venv.python().current_dir(target_dir()).args(["-c", code]))?;
    let file = std::fs::read(&path).map_err(|e| format!("{path}: {e}"))?;
    let text = machine_code(&file).ok_or_else(|| format!("{path} is not a 64-bit little-endian ELF file"))?;
    println!("machine code {:>8.2} MB (limit {:.0} MB)", text as f64 / 1e6, LIMIT as f64 / 1e6);
    println!("whole file   {:>8.2} MB", file.len() as f64 / 1e6);
    if text > LIMIT { Err("the machine code is above its limit".to_string()) } else { Ok(()) }
}

/// The bytes of all executable sections of an ELF file, by its section header table.
fn machine_code(file: &[u8]) -> Option<u64> {
    const EXECUTABLE: u64 = 4;
    let number = |at: usize, size: usize| {
        let bytes = file.get(at..at.checked_add(size)?)?;
        Some(bytes.iter().rev().fold(0u64, |n, b| n << 8 | u64::from(*b)))
    };
    if file.get(..6)? != b"\x7fELF\x02\x01" {
        return None;
    }
    let (table, size, count) = (number(40, 8)?, number(58, 2)?, number(60, 2)?);
    (0..count).try_fold(0, |sum, i| {
        let header = usize::try_from(table.checked_add(i * size)?).ok()?;
        let is_code = number(header.checked_add(8)?, 8)? & EXECUTABLE != 0;
        Some(sum + if is_code { number(header.checked_add(32)?, 8)? } else { 0 })
    })
}

#[cfg(test)]
mod tests {
    use super::machine_code;

    #[test]
    fn counts_executable_sections_only() {
        let mut file = vec![0u8; 64 + 3 * 64];
        file[..6].copy_from_slice(b"\x7fELF\x02\x01");
        (file[40], file[58], file[60]) = (64, 64, 3);
        for (section, flags, size) in [(0, 2, 100), (1, 6, 300u16), (2, 4, 7)] {
            let header = 64 + section * 64;
            file[header + 8] = flags;
            file[header + 32..header + 34].copy_from_slice(&size.to_le_bytes());
        }
        assert_eq!(machine_code(&file), Some(307));
        assert_eq!(machine_code(&file[..200]), None);
        assert_eq!(machine_code(b"MZ"), None);
    }
}
