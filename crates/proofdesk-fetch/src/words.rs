//! What happens, for people.

use std::borrow::Cow;
use std::io;

use proofdesk_engine::core::api_error::Explanation;
use proofdesk_engine::core::encoding::groups_of_four;
use proofdesk_engine::core::{counted, visible};
use proofdesk_engine::keys::Standing;

use crate::asked::Asked;
use crate::client::USER_AGENT;
use crate::event::{Event, Fetched, Next, Plan, Summary, What};
use crate::judge::brief;
use crate::terminal::{aside, columns, print, progress, say, shows_progress};

/// Characters of a message that are shown.
const LONGEST: usize = 300;

/// What leaves the machine, shown before it is asked about or done.
pub(crate) fn show_plan(plan: &Plan) {
    let Plan { host, requests, .. } = plan;
    aside(format!("This leaves this machine, and goes to {host}:"));
    for planned in requests {
        aside(format!("  {}", planned.sent));
        aside(format!("    GET {}", planned.url));
        if let Some(link) = &planned.link_leads_to {
            aside(format!("    The link leads to {link}; that host is not asked."));
        }
    }
    let proxy = plan.through.as_ref().map(|proxy| {
        format!(" It goes through the proxy {proxy}, which learns the name of the host.")
    });
    aside(format!(
        "Whoever runs {host} also learns the time, the network address of this machine and the name \
         {USER_AGENT}. No file, no hash and no key is sent.{}",
        proxy.unwrap_or_default()
    ));
}

/// The requests, one a line, and nothing else.
pub(crate) fn print_plan(plan: &Plan) -> io::Result<()> {
    plan.requests.iter().try_for_each(|planned| print(format!("GET {}", planned.url)))
}

/// Prints events as they happen.
#[derive(Debug)]
pub(crate) struct Words {
    total: usize,
    so_far: Summary,
    /// Where the files are.
    folder: String,
    shows_progress: bool,
    /// Of the wait that was told of last, what it is for and which attempt comes then.
    waiting: Option<(Asked, u32)>,
}

impl Words {
    pub(crate) fn new(total: usize, folder: String) -> Self {
        let (so_far, shows_progress) = (Summary::default(), shows_progress());
        Self { total, so_far, folder, shows_progress, waiting: None }
    }

    /// Prints what happened.
    pub(crate) fn tell(&mut self, event: &Event) -> io::Result<()> {
        if self.shows_progress {
            progress("");
        }
        self.so_far.count(event);
        match event {
            Event::Plan(_) => {}
            Event::Request { asked, attempt, .. } => self.progress(|| match attempt {
                1 => asked.name(),
                n => format!("{}, attempt {n}", asked.name()),
            }),
            Event::Waiting { asked, seconds, code, attempt } => {
                let what = format!("{}: {}", asked.name(), visible(code));
                let wait = counted(*seconds, "second");
                let this = Some((asked.clone(), *attempt));
                if std::mem::replace(&mut self.waiting, this.clone()) != this {
                    say(format!("{what}; attempt {attempt} comes in {wait}"));
                }
                self.progress(|| format!("attempt {attempt} comes in {wait} (Ctrl-C ends it)"));
            }
            Event::Fetched(fetched) => show_fetched(fetched)?,
            Event::OtherAnswer { asked, words, next, explanation, file, .. } => {
                print(format!("{}: not fetched.", asked.name()))?;
                print(format!("  {words}"))?;
                explanation.as_ref().map_or(Ok(()), |explanation| show_details(explanation))?;
                if let Some(file) = file {
                    print(format!("  The answer is kept in {file}"))?;
                }
                show_next(next)?;
            }
            Event::NoAnswer { asked, words, next, .. } => {
                print(format!("{}: no answer.", asked.name()))?;
                print(format!("  {words}"))?;
                show_next(next)?;
            }
            Event::NotWritten { asked, words } => {
                print(format!("{}: not written.", asked.name()))?;
                print(format!("  {words}"))?;
            }
            Event::Summary(summary) => self.show_summary(summary)?,
        }
        Ok(())
    }

    fn progress(&self, what: impl FnOnce() -> String) {
        if self.shows_progress {
            let count = format!("{} of {}", self.so_far.ended() + 1, self.total);
            let what = Some(what()).filter(|what| what.is_ascii());
            let line = what.map_or_else(|| count.clone(), |what| format!("{count}: {what}"));
            // What goes on over a second line would stay there.
            progress(line.chars().take(columns().saturating_sub(1)).collect::<String>());
        }
    }

    fn show_summary(&self, summary: &Summary) -> io::Result<()> {
        if summary.cancelled {
            let rest = summary.not_asked;
            say(format!(
                "cancelled; of {}, {rest} did not come to an end",
                counted_all(self.total)
            ));
        }
        if self.total > 1 {
            let parts = [
                (summary.fetched, "fetched"),
                (summary.there, "there before"),
                (summary.other_answers, "answered otherwise"),
                (summary.no_answers, "without an answer"),
                (summary.not_written, "not written"),
            ];
            let parts = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}"));
            let parts = parts.collect::<Vec<_>>().join(", ");
            if !parts.is_empty() {
                print(format!("Of {}: {parts}.", self.total))?;
            }
        }
        if summary.fetched + summary.there > 0 {
            print(format!("To verify: proofdesk verify {}", quoted(&as_path(&self.folder))))?;
        }
        Ok(())
    }
}

fn show_next(Next { next_step, on_command_line }: &Next) -> io::Result<()> {
    let option = on_command_line.map(|option| format!(" {option}")).unwrap_or_default();
    print(format!("  Next step: {next_step}{option}"))
}

fn counted_all(total: usize) -> String {
    counted(total as u64, "request")
}

fn show_fetched(fetched: &Fetched) -> io::Result<()> {
    let Fetched { asked, file, before, what, .. } = fetched;
    let how = if *before { "there already, not asked for again" } else { "fetched" };
    print(format!("{}: {how}.", asked.name()))?;
    print(format!("  File: {file}"))?;
    match (what, asked) {
        (What::Key { fingerprint, ring, sample, .. }, Asked::Key { domain }) => {
            print("  Fingerprint:")?;
            show_fingerprint(fingerprint)?;
            if *sample {
                print("  It is the key of the sample evidence, which anybody can sign with.")?;
            }
            match ring {
                Some(ring) => show_ring(ring, domain, file),
                None => {
                    print("  It was compared with no key ring, and nothing is verified with it.")
                }
            }
        }
        (What::Proof { records }, _) => {
            let kinds: Vec<&str> = records.iter().map(|kind| kind.word()).collect();
            match kinds.is_empty() {
                true => print("  It holds a record. Nothing of it was verified."),
                false => {
                    print(format!("  It is: {}. Nothing of it was verified.", kinds.join(", ")))
                }
            }
        }
        (What::Key { .. }, Asked::Proof { .. }) => Ok(()),
    }
}

/// What the answer itself says: its message, which nothing is read from, and the limits of the rate.
fn show_details(explanation: &Explanation) -> io::Result<()> {
    if let Some(message) = &explanation.message {
        let start: String = message.chars().take(LONGEST).collect();
        print(format!("  Message, quoted from the answer: \"{start}\""))?;
    }
    let known =
        explanation.headers.iter().filter_map(|header| Some((header.label.as_ref()?, header)));
    known.into_iter().try_for_each(|(label, header)| {
        let is_wait = header.name.eq_ignore_ascii_case("retry-after");
        let seconds = header.value.parse::<u64>().ok().filter(|_| is_wait);
        let value = seconds.map_or_else(|| brief(&header.value), |n| counted(n, "second"));
        print(format!("  {label}: {value}"))
    })
}

/// In two rows of groups of four, as `proofdesk keys` shows them.
fn show_fingerprint(hex: &str) -> io::Result<()> {
    groups_of_four(hex).chunks(8).try_for_each(|row| print(format!("    {}", row.join(" "))))
}

fn show_ring(ring: &Standing, domain: &str, file: &str) -> io::Result<()> {
    let add = format!("proofdesk keys add {domain} {}", quoted(&format!("@{file}")));
    match ring {
        Standing::Pinned { label } => {
            print(format!("  It is the key that you pinned as {}.", visible(label)))
        }
        Standing::NotPinned => {
            print("  The key is not pinned, and nothing is verified with it.")?;
            print(
                "  Next step: compare all of the fingerprint with one that the issuer gave you by another \
                 way (by telephone, on paper, in person). Then:",
            )?;
            print(format!("    {add}"))
        }
        Standing::PinnedOtherwise { label } => {
            print(format!(
                "  The same key is pinned as {}, but not for this domain.",
                visible(label)
            ))?;
            print("  Next step: ask the issuer whether both names are theirs. Then:")?;
            print(format!("    {add}"))
        }
        Standing::OtherKey { label, fingerprint } => {
            print(format!(
                "  WARNING: for {domain} you pinned another key, as {}. Its fingerprint:",
                visible(label)
            ))?;
            show_fingerprint(fingerprint)?;
            print(
                "  Your key ring was not changed: records are verified with the key that you pinned.",
            )?;
            print(
                "  Possible causes: the issuer has a new key; the key that you pinned was never the \
                 issuer's; or what answered is not the issuer's service.",
            )?;
            print(
                "  Next step: ask the issuer, by another way than the network, which of the two is right. \
                 Until then, do not pin the fetched key.",
            )
        }
    }
}

/// A path as an argument that is no option, whatever it begins with.
fn as_path(path: &str) -> Cow<'_, str> {
    match path.starts_with('-') {
        true => format!("./{path}").into(),
        false => path.into(),
    }
}

/// An argument as a shell takes it.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-/@~+:,=".contains(c);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}
