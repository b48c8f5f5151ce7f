//! Another program of Proofdesk, beside this one.

use std::io;
use std::path::PathBuf;
use std::process::Command;

/// The program of this name in the folder of the program that runs, if it is there. No other folder is
/// looked in, so that nobody can put another program in its place who could not replace this one.
///
/// # Errors
/// What the system says of where this program is.
pub fn program_beside(name: &str) -> io::Result<Option<PathBuf>> {
    let own = std::env::current_exe()?;
    let path = own.with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    Ok(path.is_file().then_some(path))
}

/// Hands this run over to another program: signals, streams and exit status are its own. Where the system
/// cannot put one program in the place of another, this one waits for it.
///
/// # Errors
/// What the system says of starting it.
pub fn hand_over(mut command: Command) -> io::Result<u8> {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        // It only comes back when it failed.
        Err(command.exec())
    }
    #[cfg(not(unix))]
    {
        let status = command.status()?;
        Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX))
    }
}
