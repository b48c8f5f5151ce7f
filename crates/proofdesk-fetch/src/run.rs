//! A run: everything that is asked for, at most so many at once, until it is there, until it is known why
//! not, or until the user has enough.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use proofdesk_engine::core::encoding::Digest;
use proofdesk_engine::core::recognise::LOOK_UP_NOTE;
use proofdesk_engine::keys::{KeyRing, is_sample};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Instant, sleep_until};

use crate::asked::Asked;
use crate::base::host_of;
use crate::client::Client;
use crate::event::{Event, Fetched, Planned, Summary, What};
use crate::exchange::{Answer, Failed, Limits, ask};
use crate::judge::{Found, Other, judge, judge_file};
use crate::kept::{Folder, names, stem_of_answer};
use crate::log::Log;
use crate::note::{Note, Tool};
use crate::pace::{ATTEMPTS, Pace, wait, wait_after_end};
use crate::trouble::Trouble;

/// A key document has some hundred bytes. In bytes.
const LARGEST_KEY: u64 = 1 << 20;
/// What the verifier reads of one JSON value. In bytes.
const LARGEST_PROOF: u64 = 256 << 20;
/// How long an answer may take.
const WHOLE_KEY: Duration = Duration::from_secs(60);
const WHOLE_PROOF: Duration = Duration::from_secs(600);
/// How long its first byte may take, and the next ones.
const BETWEEN: Duration = Duration::from_secs(30);

/// What is asked, of whom, and where to put it.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) requests: Vec<Planned>,
    /// What is there already.
    pub(crate) there: Vec<Asked>,
    /// What another file is in the way of.
    pub(crate) in_the_way: Vec<(Asked, String)>,
    pub(crate) at_once: usize,
    /// The user's limit of time for one answer, in place of all others.
    pub(crate) patience: Option<Duration>,
    pub(crate) place: Place,
}

/// What every request needs.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) client: Client,
    pub(crate) log: Arc<Log>,
    pub(crate) folder: Folder,
    /// The leave to be a large answer, of which there is one.
    pub(crate) large: Arc<Semaphore>,
    /// What fetched keys are compared with, if with anything; where it cannot be read, no key is asked for.
    pub(crate) ring: Arc<Option<KeyRing>>,
}

/// The most that a file of this can have. In bytes.
pub(crate) fn largest(asked: &Asked) -> u64 {
    match asked {
        Asked::Key { .. } => LARGEST_KEY,
        Asked::Proof { .. } => LARGEST_PROOF,
    }
}

fn limits(asked: &Asked, patience: Option<Duration>) -> Limits {
    let whole = match asked {
        Asked::Key { .. } => WHOLE_KEY,
        Asked::Proof { .. } => WHOLE_PROOF,
    };
    Limits {
        largest: largest(asked),
        whole: patience.unwrap_or(whole),
        between: patience.unwrap_or(BETWEEN),
    }
}

/// Carries out a job, and tells what happens as it happens. The future must run on a runtime of one thread,
/// on which a file is written as a whole before the run can be cancelled.
pub(crate) async fn carry_out(
    job: Job,
    mut cancel: watch::Receiver<bool>,
    tell: &mut impl FnMut(&Event) -> io::Result<()>,
) -> io::Result<Summary> {
    let total = job.requests.len() + job.there.len() + job.in_the_way.len();
    let mut summary = Summary::default();
    let place = Arc::new(job.place);
    for asked in job.there {
        let event = before(&place, asked);
        summary.count(&event);
        tell(&event)?;
    }
    for (asked, words) in job.in_the_way {
        let event = Event::NotWritten { asked, words };
        summary.count(&event);
        tell(&event)?;
    }
    let waiting = Arc::new(Mutex::new(VecDeque::from(job.requests)));
    let pace = Arc::new(Pace::new());
    let (sender, mut events) = mpsc::unbounded_channel();
    let mut workers = JoinSet::new();
    for _ in 0..job.at_once {
        let (waiting, pace, sender) = (waiting.clone(), pace.clone(), sender.clone());
        let (place, patience) = (place.clone(), job.patience);
        workers.spawn(async move {
            loop {
                let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                let Some(next) = next else { break };
                one(&place, &pace, next, patience, &sender).await;
            }
        });
    }
    drop(sender);
    loop {
        let event = tokio::select! {
            biased;
            Ok(_) = cancel.wait_for(|cancelled| *cancelled) => {
                summary.cancelled = true;
                workers.abort_all();
                while workers.join_next().await.is_some() {}
                None
            }
            event = events.recv() => event,
        };
        // After an end, what was told before it.
        let Some(event) = event.or_else(|| events.try_recv().ok()) else { break };
        summary.count(&event);
        tell(&event)?;
    }
    summary.not_asked = total - summary.ended();
    // A worker's panic costs what it was asking.
    summary.no_answers += if summary.cancelled { 0 } else { summary.not_asked };
    summary.exit_status = summary.status();
    tell(&Event::Summary(summary.clone()))?;
    Ok(summary)
}

type Sender = mpsc::UnboundedSender<Event>;

/// Asks for one thing, up to five times.
async fn one(
    place: &Arc<Place>,
    pace: &Pace,
    planned: Planned,
    patience: Option<Duration>,
    sender: &Sender,
) {
    let Planned { asked, url, .. } = planned;
    // Nobody listens any more when the run was cancelled.
    let tell = |event| drop(sender.send(event));
    let Ok(address) = reqwest::Url::parse(&url) else { return };
    let host = host_of(&address);
    for attempt in 1.. {
        pace.turn().await;
        tell(Event::Request { asked: asked.clone(), url: url.clone(), attempt });
        let limits = limits(&asked, patience);
        let asking = ask(&place.client, &place.log, &place.large, &address, limits).await;
        let (wait, code) = match asking {
            // What was not answered may be asked again (RFC 9110, section 9.2.2; RFC 9113, section 8.7).
            Err(Failed::Ended(trouble)) if attempt < ATTEMPTS => {
                (wait_after_end(attempt + 1), trouble.code.to_owned())
            }
            Err(failed) => return tell(not_answered(asked, &failed, &host)),
            Ok(answer) => {
                let number = |name| answer.header(name).and_then(|text| text.parse().ok());
                pace.notice(number("x-ratelimit-limit"), number("x-ratelimit-remaining"));
                // A large answer takes a while to be read.
                let judged = {
                    let asked = asked.clone();
                    spawn_blocking(move || (judge(&asked, &answer), answer)).await
                };
                let Ok((judged, answer)) = judged else { return };
                let other = match judged {
                    Ok(found) => return tell(keep(place, asked, found, &answer)),
                    Err(other) => other,
                };
                let Some(wait) = again(&other, &answer, attempt) else {
                    return tell(keep_other(place, asked, other, &answer));
                };
                // Whoever else asks this server would get the same answer.
                if answer.came.status == 429 {
                    pace.pause(wait);
                }
                (wait, other.code)
            }
        };
        let begun = Instant::now();
        let seconds = wait.as_secs_f64().round().max(1.0) as u64;
        for seconds in (1..=seconds).rev().filter(|_| !wait.is_zero()) {
            let (asked, code) = (asked.clone(), code.clone());
            tell(Event::Waiting { asked, seconds, code, attempt: attempt + 1 });
            sleep_until(begun + wait.saturating_sub(Duration::from_secs(seconds - 1))).await;
        }
    }
}

/// How long to wait before the same is asked again; `None` if it is not. The status decides: anybody between
/// here and the API can write a code into a body.
fn again(other: &Other, answer: &Answer, attempt: u32) -> Option<Duration> {
    if attempt >= ATTEMPTS || !matches!(answer.came.status, 429 | 500..=599) {
        return None;
    }
    let plan = other.explanation.as_ref().map(|explanation| &explanation.retry);
    match plan.and_then(|plan| plan.after_seconds) {
        // A wait that was read and cannot be counted from the answer alone is not cut short.
        None if answer.asks_for_uncounted_wait() || plan.is_some_and(|p| p.retry_at.is_some()) => {
            None
        }
        asked_for => wait(attempt + 1, asked_for),
    }
}

fn not_answered(asked: Asked, failed: &Failed, host: &str) -> Event {
    match (failed, Other::of(failed, host)) {
        (Failed::Trouble(trouble) | Failed::Ended(trouble), _) => {
            let Trouble { code, words, next } = trouble.clone();
            Event::NoAnswer { asked, code, words, next }
        }
        (_, Some(Other { code, words, next, .. })) => {
            Event::OtherAnswer { asked, code, words, next, explanation: None, file: None }
        }
        (Failed::NotLogged(fault), None) => Event::NotWritten {
            asked,
            words: format!(
                "the request was not sent, since it could not be noted in the log: {fault}; \
                 `proofdesk-fetch log off` turns the log off"
            ),
        },
        (_, None) => Event::NotWritten { asked, words: "the request was not sent".to_owned() },
    }
}

/// Writes what was asked for.
fn keep(place: &Place, asked: Asked, found: Found, answer: &Answer) -> Event {
    let stem = asked.stem();
    match place.folder.keep(&stem, &answer.body, &note(&asked, &stem, answer)) {
        Ok(()) => fetched(place, asked, found, &answer.body, false),
        Err(words) => Event::NotWritten { asked, words },
    }
}

/// Writes another answer, under a name that keeps that of what was asked for free.
fn keep_other(place: &Place, asked: Asked, other: Other, answer: &Answer) -> Event {
    let Other { code, words, next, explanation, is_json } = other;
    let stem = stem_of_answer(&asked.stem(), &answer.came.at);
    let mut file = None;
    if is_json {
        match place.folder.keep(&stem, &answer.body, &note(&asked, &stem, answer)) {
            Ok(()) => file = Some(place.folder.path_of(&names(&stem)[0])),
            Err(words) => return Event::NotWritten { asked, words },
        }
    }
    Event::OtherAnswer { asked, code, words, next, explanation, file }
}

fn note(asked: &Asked, stem: &str, answer: &Answer) -> Note {
    let [file, _] = names(stem);
    Note {
        schema: LOOK_UP_NOTE.to_owned(),
        file,
        asked: asked.clone(),
        came: answer.came.clone(),
        size: answer.body.len() as u64,
        sha256: Digest::of(&answer.body).to_string(),
        tool: Tool::this(),
    }
}

/// What is there from before: its bytes are those that the note beside them names.
fn before(place: &Place, asked: Asked) -> Event {
    let bytes = place.folder.fetched(&asked, largest(&asked));
    let found = bytes.and_then(|bytes| match judge_file(&asked, &bytes) {
        Ok(found) => Ok((found, bytes)),
        Err(other) => {
            let [file, _] = names(&asked.stem());
            Err(format!("{}: {}", place.folder.path_of(&file), other.words))
        }
    });
    match found {
        Ok((found, bytes)) => fetched(place, asked, found, &bytes, true),
        Err(words) => Event::NotWritten { asked, words },
    }
}

fn fetched(place: &Place, asked: Asked, found: Found, bytes: &[u8], before: bool) -> Event {
    let [file, _] = names(&asked.stem());
    let what = match (&asked, found) {
        (Asked::Key { domain }, Found::Key(parsed)) => {
            let fingerprint = parsed.key.fingerprint().to_string();
            What::Key {
                ring: place.ring.as_ref().as_ref().map(|ring| ring.standing(domain, &fingerprint)),
                sample: is_sample(&parsed.key),
                key_id: parsed.key_id,
                fingerprint,
            }
        }
        (_, Found::Proof(kinds)) => What::Proof { records: kinds },
        (Asked::Proof { .. }, Found::Key(_)) => What::Proof { records: Vec::new() },
    };
    let (file, sha256) = (place.folder.path_of(&file), Digest::of(bytes).to_string());
    Event::Fetched(Fetched { asked, file, sha256, before, what })
}
