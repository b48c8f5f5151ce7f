//! Another program of Proofdesk, beside this one.

use std::io;
use std::path::PathBuf;
use std::process::{Child, Command};

/// The program that fetches what is public. It is the only one that uses a network.
pub const FETCHER: &str = "proofdesk-fetch";

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

/// Has a program that is about to be started open no window of its own, where the system would give it one.
pub fn without_window(command: &mut Command) -> &mut Command {
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt;
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(CREATE_NO_WINDOW);
    }
    command
}

/// Asks a program that was started to end by itself, as Ctrl-C does. Where the system has no such wish, it is
/// ended.
///
/// # Errors
/// What the system says.
pub fn interrupt(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process};
        // One that ended, and was waited for, has no number any more.
        if child.try_wait()?.is_some() {
            return Ok(());
        }
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        pid.map_or(Ok(()), |pid| Ok(kill_process(pid, Signal::INT)?))
    }
    #[cfg(not(unix))]
    {
        child.kill()
    }
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
