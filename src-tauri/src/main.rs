//! The program `proofdesk-desktop`: see the library of this package.

// No console window on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    proofdesk_desktop::run()
}
