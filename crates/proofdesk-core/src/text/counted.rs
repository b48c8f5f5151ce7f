use std::fmt::Display;

/// So many of something whose plural ends in s: "1 byte", "2 bytes".
pub fn counted<N: Display + PartialEq + From<u8>>(count: N, noun: &str) -> String {
    let s = if count == N::from(1) { "" } else { "s" };
    format!("{count} {noun}{s}")
}
