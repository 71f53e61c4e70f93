//! Each Rust cell of `docs/numpy-to-rust.md` stands word by word in the example of its section, which is tested as
//! documentation.

const GUIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/numpy-to-rust.md");

/// Text without the white space that line breaks may change.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn every_cell_is_in_the_example() {
    let guide = std::fs::read_to_string(GUIDE).unwrap();
    let mut cells = 0;
    for section in guide.split("\n## ").skip(1) {
        let Some((table, example)) = section.split_once("```rust\n") else { continue };
        let example = squeezed(example.split_once("```").unwrap().0);
        for row in table.lines().filter(|line| line.starts_with("| `")) {
            let unescaped = row.replace("\\|", "\u{0}");
            let cell = unescaped.split('|').nth(2).unwrap().trim().trim_matches('`').replace('\u{0}', "|");
            assert!(example.contains(&squeezed(&cell)), "not in the example: {cell}");
            cells += 1;
        }
    }
    assert!(cells > 100, "the tables were not found");
}
