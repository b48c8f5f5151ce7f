//! What happens during a run, one event after another: printed as words, or as one line of JSON each.

use std::borrow::Cow;

use proofdesk_engine::core::api_error::Explanation;
use proofdesk_engine::core::verdict::Kind;
use proofdesk_engine::keys::Standing;
use serde::Serialize;

use crate::asked::Asked;

/// The version of the form of these events.
pub(crate) const SCHEMA: &str = "proofdesk.fetch-events/1";

/// The exit status of a run that was cancelled.
const CANCELLED: u8 = 130;

/// Something that happened.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event {
    /// What is going to be asked. It comes first; with `--dry-run` it is the only one.
    Plan(Plan),
    /// A request is being sent.
    Request {
        asked: Asked,
        url: String,
        /// Which one for this, from 1.
        attempt: u32,
    },
    /// The server asked for a wait, or failed: the next attempt comes after so many seconds. It is told
    /// once a second.
    Waiting {
        asked: Asked,
        seconds: u64,
        /// The documented code, or `status_NNN`.
        code: String,
        /// The attempt that comes then, from 2.
        attempt: u32,
    },
    /// It is there.
    Fetched(Fetched),
    /// An answer came, but not what was asked for.
    OtherAnswer {
        asked: Asked,
        /// The documented code of an error, or one of ours.
        code: String,
        words: String,
        #[serde(flatten)]
        next: Next,
        /// What the catalogue says of an error.
        #[serde(skip_serializing_if = "Option::is_none")]
        explanation: Option<Box<Explanation>>,
        /// Where the answer is kept, if it is JSON.
        file: Option<String>,
    },
    /// No answer came.
    NoAnswer {
        asked: Asked,
        code: &'static str,
        words: String,
        #[serde(flatten)]
        next: Next,
    },
    /// A file could not be written, or another is in its place; or a request could not be noted in the
    /// log, so that it was not sent.
    NotWritten { asked: Asked, words: String },
    /// How it ended. It comes last.
    Summary(Summary),
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Next {
    /// Sentences that are right wherever they are shown.
    pub(crate) next_step: Cow<'static, str>,
    /// What an option of this program can do about it, for whoever uses it on a command line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) on_command_line: Option<&'static str>,
}

impl Next {
    /// What to do, and an option that helps.
    pub(crate) fn with_option(
        next_step: impl Into<Cow<'static, str>>,
        on_command_line: &'static str,
    ) -> Self {
        Self { next_step: next_step.into(), on_command_line: Some(on_command_line) }
    }
}

impl From<&'static str> for Next {
    fn from(next_step: &'static str) -> Self {
        Self { next_step: next_step.into(), on_command_line: None }
    }
}

impl From<String> for Next {
    fn from(next_step: String) -> Self {
        Self { next_step: next_step.into(), on_command_line: None }
    }
}

/// What is going to be asked.
#[derive(Debug, Serialize)]
pub(crate) struct Plan {
    pub(crate) schema: &'static str,
    /// The server, with its port if that is not the usual one.
    pub(crate) host: String,
    /// The proxy, if there is one.
    pub(crate) through: Option<String>,
    /// Everything beside the address that a request says.
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    pub(crate) requests: Vec<Planned>,
    /// What is there already, so that it is not asked for.
    pub(crate) there: Vec<Asked>,
    /// What is not asked for, because another file is in its place: words about it.
    pub(crate) in_the_way: Vec<String>,
}

/// A request that is going to be sent.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Planned {
    pub(crate) asked: Asked,
    /// What is told to the server, in words.
    pub(crate) sent: String,
    pub(crate) url: String,
    /// Where the link leads that it was taken from, if that is another server than the one that is asked.
    pub(crate) link_leads_to: Option<String>,
}

/// Something that was fetched, now or before.
#[derive(Debug, Serialize)]
pub(crate) struct Fetched {
    pub(crate) asked: Asked,
    /// The path of the file with the bytes that came.
    pub(crate) file: String,
    /// SHA-256 of it.
    pub(crate) sha256: String,
    /// It was there before this run, so that nothing was asked.
    pub(crate) before: bool,
    #[serde(flatten)]
    pub(crate) what: What,
}

/// What was fetched.
#[derive(Debug, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub(crate) enum What {
    /// A key, which is not pinned by this program.
    Key {
        /// SHA-256 of the key, 64 hexadecimal characters.
        fingerprint: String,
        key_id: Option<String>,
        /// What the key ring says, unless the key was compared with none.
        ring: Option<Standing>,
        /// It is the key of the sample evidence, which anybody can sign with.
        sample: bool,
    },
    /// A proof record.
    Proof {
        /// The kinds of record that it is, as reports name them.
        records: Vec<Kind>,
    },
}

/// How it ended.
#[derive(Debug, Default, Clone, Serialize)]
pub(crate) struct Summary {
    /// Fetched in this run.
    pub(crate) fetched: usize,
    /// There before.
    pub(crate) there: usize,
    pub(crate) other_answers: usize,
    pub(crate) no_answers: usize,
    pub(crate) not_written: usize,
    /// Not asked for, or not to the end, because the run was cancelled.
    pub(crate) not_asked: usize,
    pub(crate) cancelled: bool,
    pub(crate) exit_status: u8,
}

impl Summary {
    /// Of a run that was cancelled before it began.
    pub(crate) fn of_none(not_asked: usize) -> Self {
        Self { not_asked, cancelled: true, exit_status: CANCELLED, ..Self::default() }
    }

    /// Counts what happened.
    pub(crate) fn count(&mut self, event: &Event) {
        match event {
            Event::Fetched(fetched) if fetched.before => self.there += 1,
            Event::Fetched(_) => self.fetched += 1,
            Event::OtherAnswer { .. } => self.other_answers += 1,
            Event::NoAnswer { .. } => self.no_answers += 1,
            Event::NotWritten { .. } => self.not_written += 1,
            Event::Plan(_) | Event::Request { .. } | Event::Waiting { .. } | Event::Summary(_) => {}
        }
    }

    /// How many came to an end.
    pub(crate) fn ended(&self) -> usize {
        self.fetched + self.there + self.other_answers + self.no_answers + self.not_written
    }

    /// The exit status.
    pub(crate) fn status(&self) -> u8 {
        match self {
            _ if self.cancelled => CANCELLED,
            _ if self.not_written > 0 => 2,
            _ if self.other_answers > 0 => 1,
            _ if self.no_answers > 0 => 3,
            _ => 0,
        }
    }
}
