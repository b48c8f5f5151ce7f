//! What the program prints, word for word, in `tests/cmd`. `TRYCMD=overwrite cargo test golden`
//! writes the files anew; what they say is then to be read.

fn require(cases: &str, columns: &str) {
    let all = trycmd::TestCases::new();
    all.env("COLUMNS", columns);
    // Nobody's key ring, and colour only where it is asked for.
    all.env("HOME", "/nowhere/at/all").env("NO_COLOR", "1");
    all.insert_var("[VERSION]", env!("CARGO_PKG_VERSION")).unwrap();
    all.case(cases);
}

#[test]
fn what_the_program_prints_is_what_its_golden_files_say() {
    require("tests/cmd/*.trycmd", "80");
}

#[test]
fn what_it_prints_in_a_narrow_terminal_is_too() {
    require("tests/cmd/narrow/*.trycmd", "50");
}
