//! The program as its users meet it: what it reads, says and returns.

// A test may stop at the first surprise.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod afternoon;
mod bags;
mod cached;
mod carried;
mod clumsy;
mod compared;
mod containers;
mod coverage;
mod covert;
mod dependencies;
mod digest;
mod engagement;
mod explain;
mod exported;
#[cfg(target_os = "linux")]
mod faults;
mod fetching;
mod forgeries;
mod fuzzed;
mod golden;
mod growth;
mod hash;
mod history;
mod hostile;
mod keys;
mod kit;
mod misgiven;
mod naughty;
mod one_thing;
mod ordinary;
mod packs;
mod pages;
mod parts;
mod property;
mod reasons;
mod report_forms;
mod samples;
#[cfg(target_os = "linux")]
mod sandbox;
mod saved;
mod secrets;
mod shortfalls;
mod signed;
mod support;
mod telling;
mod terminal;
mod wild;
mod words;
