//! Why a command could not be carried out, and the status that tells.

use std::io;

use proofdesk_engine::platform;
use proofdesk_engine::report::PlaceError;

/// Wrong usage, or a run that could not be done.
pub(crate) const USAGE: u8 = 2;
/// Something could not be established.
pub(crate) const NOT_ESTABLISHED: u8 = 3;
/// The run was cancelled.
pub(crate) const CANCELLED: u8 = 130;
/// What a shell reports for a program that wrote into a closed pipe.
pub(crate) const BROKEN_PIPE: u8 = 141;

/// The exit status of a command, or why there is none.
pub(crate) type Status = Result<u8, Failure>;

/// Why a command could not be carried out.
pub(crate) enum Failure {
    /// Nobody reads the output any more, which is no one's fault.
    BrokenPipe,
    /// The user pressed Ctrl-C where something was asked.
    Cancelled,
    /// What a person needs to know.
    Words(String),
}

impl Failure {
    pub(crate) fn new(words: impl ToString) -> Self {
        Self::Words(words.to_string())
    }
}

impl From<PlaceError> for Failure {
    fn from(error: PlaceError) -> Self {
        let remedy = error.remedy().map(|words| format!("; {words}")).unwrap_or_default();
        Self::Words(format!("{error}{remedy}"))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::BrokenPipe,
            // It has words of ours, which name the file.
            _ if error.get_ref().is_some() => Self::Words(error.to_string()),
            _ => Self::Words(platform::in_words(&error)),
        }
    }
}
