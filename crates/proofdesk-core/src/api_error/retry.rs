//! When to retry, from the response alone.

use serde::Serialize;

use super::catalogue::Retry;
use super::http_date::parse_http_date;
use crate::text::counted;
use crate::text::time::Timestamp;

/// Whether, when and how to send the request again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RetryPlan {
    /// The documented advice; none where nothing is documented.
    pub advice: Option<Retry>,
    /// The same for people, with what the response says.
    pub words: String,
    /// Seconds to wait, counted from the response.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub after_seconds: Option<u64>,
    /// The earliest time of the next attempt, RFC 3339 in UTC; from `Retry-After` and the response's
    /// `Date`, never from a clock of this machine.
    pub retry_at: Option<String>,
}

/// What a response says about waiting.
#[derive(Debug, Default)]
pub(super) struct Waits<'a> {
    /// The headers `Retry-After`; more than one is a fault of the response.
    pub retry_after: Vec<&'a str>,
    /// The headers `Date`.
    pub date: Vec<&'a str>,
    /// `retry_after` of the body.
    pub in_body: Option<u64>,
    /// Whether there are headers at all.
    pub response: bool,
}

enum Wait {
    Seconds(u64),
    /// More seconds than a `u64` holds, as they are written.
    Uncounted(String),
    Until(Timestamp),
}

/// Puts advice and response together; `notes` takes what does not fit.
pub(super) fn plan(advice: Option<Retry>, waits: &Waits<'_>, notes: &mut Vec<String>) -> RetryPlan {
    let date = one("Date", &waits.date, notes).and_then(|text| {
        let date = parse_http_date(text);
        if date.is_none() {
            notes.push(format!("The header Date is no HTTP date: {}", shown(text)));
        }
        date
    });
    let header = one("Retry-After", &waits.retry_after, notes).and_then(|text| {
        let wait = read(text);
        if wait.is_none() {
            let words = "neither a number of seconds nor an HTTP date";
            notes.push(format!("The header Retry-After is {words}: {}", shown(text)));
        }
        wait
    });
    let from_header = header.as_ref().and_then(|wait| match wait {
        Wait::Seconds(seconds) => Some(*seconds),
        Wait::Uncounted(_) => None,
        Wait::Until(time) => date.map(|date| between(date, *time)),
    });
    let past = match (&header, date) {
        (Some(Wait::Until(time)), Some(date)) if time.unix_seconds() < date.unix_seconds() => {
            Some(time.to_rfc3339())
        }
        _ => None,
    };
    let in_header = match (&header, from_header) {
        (Some(Wait::Uncounted(digits)), _) => Some(format!("{digits} seconds")),
        (_, Some(_)) if past.is_some() => Some("a time that had already passed".to_owned()),
        (_, n) => n.map(seconds),
    };
    if let (Some(said), Some(body)) = (in_header, waits.in_body)
        && from_header != Some(body)
    {
        notes.push(format!(
            "The header Retry-After and the body disagree: {said} and {}. The header counts, since \
             the API documents it as the exact wait.",
            seconds(body)
        ));
    }
    let after_seconds = if header.is_some() { from_header } else { waits.in_body };
    let at = match &header {
        Some(Wait::Until(time)) => Some(*time),
        _ => after_seconds.zip(date).and_then(|(seconds, date)| date.after(seconds)),
    };
    let retry_at = at.map(Timestamp::to_rfc3339);
    let when = match (&retry_at, after_seconds) {
        _ if past.is_some() => past
            .map(|at| format!("at once, since {at} had already passed when the response was sent")),
        (Some(at), Some(n)) => {
            Some(format!("no earlier than {at}, {} after the response", seconds(n)))
        }
        (Some(at), None) => Some(format!("no earlier than {at}")),
        (None, Some(n)) if !waits.response => Some(format!(
            "no earlier than {} after the response; without its headers, the time itself is not \
             known",
            seconds(n)
        )),
        (None, Some(n)) if waits.date.is_empty() => Some(format!(
            "no earlier than {} after the response; it has no Date, so the time itself is not known",
            seconds(n)
        )),
        (None, Some(n)) => Some(format!("no earlier than {} after the response", seconds(n))),
        (None, None) => match header {
            Some(Wait::Uncounted(digits)) => Some(format!(
                "no earlier than {digits} seconds after the response, a wait too long to be counted"
            )),
            _ => None,
        },
    };
    if when.is_some() && advice == Some(Retry::Never) {
        notes.push(
            "The response asks for a retry after a wait, but for this error the API documents none."
                .to_owned(),
        );
    }
    RetryPlan {
        advice,
        words: words(advice, when.as_deref(), waits.response),
        after_seconds,
        retry_at,
    }
}

fn words(advice: Option<Retry>, when: Option<&str>, response: bool) -> String {
    match (advice, when) {
        (Some(never @ Retry::Never), _) => never.words().to_owned(),
        (Some(Retry::AfterRetryAfter), Some(when)) => format!("Send the request again {when}."),
        (Some(Retry::AfterRetryAfter), None) if response => {
            "Send the request again after the wait in the header Retry-After. This response has none that can be \
             read, so when is not known: wait longer after every attempt."
                .to_owned()
        }
        (Some(wait @ Retry::AfterRetryAfter), None) => wait.words().to_owned(),
        (Some(grow @ Retry::ExponentialBackoff), when) => {
            let first = when.map(|w| format!(" The first time: {w}.")).unwrap_or_default();
            format!("{}{first}", grow.words())
        }
        (None, Some(when)) => format!("Nothing is documented, but the response says: {when}."),
        (None, None) => "Nothing is documented about a retry.".to_owned(),
    }
}

/// The one value of a header that must not occur twice with two values.
fn one<'a>(name: &str, values: &[&'a str], notes: &mut Vec<String>) -> Option<&'a str> {
    let first = values.first()?;
    if values.iter().any(|v| v != first) {
        notes.push(format!(
            "The header {name} is there twice, with different values; neither is used."
        ));
        return None;
    }
    Some(first)
}

fn read(text: &str) -> Option<Wait> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        let more = if text.len() > 40 { "…" } else { "" };
        let shown = || text.chars().take(40).chain(more.chars()).collect();
        return Some(text.parse().map_or_else(|_| Wait::Uncounted(shown()), Wait::Seconds));
    }
    parse_http_date(text).map(Wait::Until)
}

fn between(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.unix_seconds() - from.unix_seconds()).unwrap_or_default()
}

fn seconds(n: u64) -> String {
    counted(n, "second")
}

fn shown(text: &str) -> String {
    let start: String = text.chars().take(80).collect();
    format!("\"{start}\"")
}
