//! Files as they are in the wild.

mod exports;
mod files;
mod formats;
mod matching;
#[cfg(unix)]
mod names;
mod output;
#[cfg(unix)]
mod processes;
mod stdin;
