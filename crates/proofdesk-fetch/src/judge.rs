//! What an answer is: what was asked for, or something else, in words.

use proofdesk_engine::core::api_error::{self, Basis, Explanation, Retry};
use proofdesk_engine::core::format::is_html;
use proofdesk_engine::core::json::{self, Node, Object, Value};
use proofdesk_engine::core::key::{ParsedKey, parse_key};
use proofdesk_engine::core::recognise::{Recognised, kinds, recognise};
use proofdesk_engine::core::verdict::Kind;
use proofdesk_engine::core::{counted, visible};
use proofdesk_engine::keys::domain_of_issuer;

use crate::asked::{Asked, ProofKind};
use crate::event::Next;
use crate::exchange::{Answer, Failed, Refused};

/// What was asked for.
#[derive(Debug)]
pub(crate) enum Found {
    /// The key.
    Key(Box<ParsedKey>),
    /// The proof, by the kinds of record that it is.
    Proof(Vec<Kind>),
}

/// An answer that is not what was asked for.
#[derive(Debug)]
pub(crate) struct Other {
    /// A word for programs: the documented code of an error, or one of ours.
    pub(crate) code: String,
    /// What happened: sentences.
    pub(crate) words: String,
    /// What to do.
    pub(crate) next: Next,
    /// What the catalogue says of an error.
    pub(crate) explanation: Option<Box<Explanation>>,
    /// Whether it is JSON, so that it is kept.
    pub(crate) is_json: bool,
}

const ASK_ISSUER: &str = "Ask the issuer for it.";
const PORTAL: &str =
    "If this network asks you to sign in on a page (a captive portal), do so and try again.";
const NOT_PUBLIC: &str = "This record is not public: ask the issuer for it. Proofdesk has no API key and \
                          needs none.";
const NO_KEY_PUBLIC: &str = "This key is not public here: ask the issuer for it. Proofdesk has no API key \
                             and needs none.";

/// Looks at an answer.
pub(crate) fn judge(asked: &Asked, answer: &Answer) -> Result<Found, Other> {
    let html = is_html(&answer.body)
        || essence(answer).is_some_and(|t| t == "text/html" || t == "application/xhtml+xml");
    let parsed = match html {
        true => None,
        false => Some(json::parse(&answer.body)),
    };
    let node = parsed.as_ref().and_then(|parsed| parsed.as_ref().ok());
    let is_json = node.is_some() && essence(answer).is_some_and(is_json_type);
    if answer.came.status != 200 {
        return Err(Other { is_json, ..error(asked, answer, node, html) });
    }
    let host = &answer.host;
    if html {
        return Err(Other::new(
            "html",
            format!("{host} answered with a web page (HTML), not with JSON."),
            format!(
                "This address may serve a page for people, or something in between answered. {PORTAL} \
                 Else ask the issuer for the record or the key as JSON."
            ),
        ));
    }
    if !essence(answer).is_some_and(is_json_type) {
        let is = answer.header("content-type").unwrap_or("of no stated type");
        let words = format!("The answer of {host} is not said to be JSON: it is {}.", brief(is));
        return Err(Other::new("wrong_type", words, ASK_ISSUER));
    }
    let Some(node) = node else {
        let fault = parsed.and_then(Result::err).map(|e| e.to_string()).unwrap_or_default();
        let words = format!("The answer of {host} is not JSON that Proofdesk reads: {fault}.");
        return Err(Other::new("not_json", words, ASK_ISSUER));
    };
    if let Some(object) = node.as_object()
        && recognise(object) == Some(Recognised::ErrorResponse)
    {
        return Err(error(asked, answer, Some(node), false));
    }
    of_value(asked, node, &answer.body).map_err(|other| Other { is_json: true, ..other })
}

/// Looks at what an answer left in a file.
pub(crate) fn judge_file(asked: &Asked, bytes: &[u8]) -> Result<Found, Other> {
    match json::parse(bytes) {
        Ok(node) => of_value(asked, &node, bytes),
        Err(e) => {
            Err(Other::new("not_json", format!("it is not JSON that Proofdesk reads: {e}"), ""))
        }
    }
}

fn of_value(asked: &Asked, node: &Node<'_>, bytes: &[u8]) -> Result<Found, Other> {
    match (asked, node.as_object()) {
        (Asked::Key { domain }, Some(object)) => key(domain, object, bytes),
        (Asked::Key { .. }, None) => {
            Err(Other::new("no_key", "The answer holds no key.".to_owned(), ASK_ISSUER))
        }
        (Asked::Proof { kind, id }, _) => proof(*kind, id, node),
    }
}

fn key(domain: &str, object: &Object<'_>, body: &[u8]) -> Result<Found, Other> {
    let parsed = parse_key(body).map_err(|e| {
        let fault = e.to_string();
        let words = format!("The answer holds no usable key: {}.", fault.trim_end_matches('.'));
        Other::new("no_key", words, ASK_ISSUER)
    })?;
    let of = object.str("domain").unwrap_or_default();
    // By the rule by which the verifier compares it with what was asked.
    if domain_of_issuer(of).as_deref() != Some(domain) {
        let of = if of.is_empty() { "no domain".to_owned() } else { brief(of) };
        return Err(Other::new(
            "other_domain",
            format!("The key of {domain} was asked for, and the answer names {of}."),
            "Do not pin this key as that of the domain. Ask the issuer.",
        ));
    }
    Ok(Found::Key(Box::new(parsed)))
}

/// Whether the record is right is for `proofdesk verify` to say; here it need only be one, and of this id.
fn proof(kind: ProofKind, id: &str, node: &Node<'_>) -> Result<Found, Other> {
    let mut records = Vec::new();
    add_records(node, &mut records);
    if records.is_empty() {
        let words = "The answer is JSON, but no record that Proofdesk knows.".to_owned();
        return Err(Other::new("no_record", words, ASK_ISSUER));
    }
    // By the name that is of its kind, if it has that: other members can name what it belongs to.
    let own = match kind {
        ProofKind::Document | ProofKind::Event => "event_id",
        ProofKind::Ai => "attestation_id",
        ProofKind::Trace => "trace_id",
    };
    let names = [own, "id", "event_id", "attestation_id", "trace_id"];
    let mut ids =
        records.iter().filter_map(|record| names.iter().find_map(|name| record.str(name)));
    if let Some(other) = ids.find(|of| !of.eq_ignore_ascii_case(id)) {
        return Err(Other::new(
            "other_id",
            format!(
                "The record {} was asked for, and the answer is {}.",
                visible(id),
                brief(other)
            ),
            "Compare the id with the one in your evidence, character by character. Then ask the issuer.",
        ));
    }
    let mut found: Vec<Kind> = records.into_iter().flat_map(kinds).map(Kind::from).collect();
    found.dedup();
    Ok(Found::Proof(found))
}

/// Adds the records that a value is or holds, without those that are in others.
fn add_records<'n, 'a>(node: &'n Node<'a>, records: &mut Vec<&'n Object<'a>>) {
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| add_records(item, records)),
        Value::Object(object) if kinds(object).is_empty() => {
            object.members().iter().for_each(|(_, member)| add_records(member, records));
        }
        Value::Object(object) => records.push(object),
        _ => {}
    }
}

/// An answer that says that something is wrong, by the catalogue of the API's errors.
fn error(asked: &Asked, answer: &Answer, node: Option<&Node<'_>>, html: bool) -> Other {
    let host = &answer.host;
    let status = answer.came.status;
    let explained = api_error::explain(&as_saved(answer, node.is_some()));
    let Ok(explanation) = explained else { return not_taken(host, status) };
    let code = explanation.code.clone().unwrap_or_else(|| format!("status_{status}"));
    let mut words = match html {
        true => format!("{}, on a web page (HTML).", explanation.headline),
        false => format!("{}.", explanation.headline),
    };
    // The catalogue speaks of records.
    let meaning = match (status, asked) {
        (404, Asked::Key { .. }) => {
            "It does not show that the issuer has no key: it may be published elsewhere, or under another domain."
        }
        _ => &*explanation.for_auditor,
    };
    words = format!("{words} {meaning}");
    if answer.is_without_body {
        words.push_str(" What else it says was not read: it is compressed, or too large.");
    }
    let next = match (status, asked) {
        // The status is not that of an error, so that only a documented code says what to do.
        (..400, _) if explanation.basis != Basis::Code => ASK_ISSUER.to_owned(),
        (401 | 403, Asked::Proof { .. }) => NOT_PUBLIC.to_owned(),
        (401 | 403, Asked::Key { .. }) => NO_KEY_PUBLIC.to_owned(),
        (511, _) => PORTAL.to_owned(),
        (404, Asked::Key { domain }) => {
            format!("Compare {domain} character by character. Then ask the issuer for its key.")
        }
        (400 | 409, _) => {
            "The API did not accept the request of this program. Update Proofdesk; if it stays \
                           so, ask the issuer."
                .to_owned()
        }
        (413, _) => {
            "A request of this program has no body, so that something between it and the API may \
                     have answered. Ask whoever runs the network."
                .to_owned()
        }
        (429, _) if explanation.retry.advice == Some(Retry::AfterRetryAfter) => {
            explanation.retry.words.clone()
        }
        (429, _) => "Try again later.".to_owned(),
        (500.., _) => {
            let plan = &explanation.retry;
            let when = match (&plan.retry_at, plan.after_seconds) {
                (Some(at), _) => format!("no earlier than {at}"),
                (None, Some(n)) => format!("no earlier than in {}", counted(n, "second")),
                (None, None) => "later".to_owned(),
            };
            format!("Try again {when}. If it stays so, contact Invoance's support.")
        }
        // The API documents no such error.
        (405..=428 | 430..=499, _) if explanation.basis != Basis::Code => {
            format!(
                "Something between this machine and the API may have answered. {PORTAL} Else ask the issuer."
            )
        }
        _ if html => format!("{} {PORTAL}", what_to_do(status, &explanation)),
        _ => what_to_do(status, &explanation),
    };
    let (is_json, next) = (node.is_some(), next.into());
    Other { code, words, next, explanation: Some(Box::new(explanation)), is_json }
}

/// What the catalogue says to do: by the code, unless that is documented for another error.
fn what_to_do(status: u16, explanation: &Explanation) -> String {
    let is_of_status = |of: u16| of == status || status < 400;
    if explanation.meanings.iter().all(|meaning| is_of_status(meaning.status)) {
        return explanation.what_to_do.clone();
    }
    let by_status = api_error::explain_code(&status.to_string());
    by_status.map_or_else(|_| ASK_ISSUER.to_owned(), |by_status| by_status.what_to_do)
}

/// A status that is neither an error nor the one of a record.
fn not_taken(host: &str, status: u16) -> Other {
    let (what, next) = match status {
        203 => (
            "which says that something in between changed the answer",
            "Try another network. Else ask the issuer for it.",
        ),
        206 => ("which says that this is only a part of it", ASK_ISSUER),
        _ => ("with which the API gives out no record and no key", ASK_ISSUER),
    };
    let words = format!("{host} answered with the status {status}, {what}. It was not taken.");
    Other::new("unexpected_status", words, next)
}

/// The answer as `curl -i` saves it, of which the catalogue explains status, headers and body. Only a body
/// that is one JSON value is in it: no other bytes could be taken for a further response.
fn as_saved(answer: &Answer, is_json: bool) -> Vec<u8> {
    const TOLD: [&str; 6] = [
        "date",
        "retry-after",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-request-id",
        "content-type",
    ];
    let mut saved = format!("HTTP/1.1 {}\r\n", answer.came.status);
    for header in answer.came.headers.iter().filter(|header| TOLD.contains(&&*header.name)) {
        let value: String = header.value.chars().filter(|c| !c.is_control()).collect();
        saved.push_str(&format!("{}: {value}\r\n", header.name));
    }
    saved.push_str("\r\n");
    let mut saved = saved.into_bytes();
    if is_json {
        saved.extend_from_slice(&answer.body);
    }
    saved
}

/// The beginning of what an answer says, for words about it.
pub(crate) fn brief(text: &str) -> String {
    const LONGEST: usize = 100;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", visible(&text[..end])),
        None => visible(text).into_owned(),
    }
}

/// The type of a body, without its parameters, in lowercase.
fn essence(answer: &Answer) -> Option<String> {
    let value = answer.header("content-type")?;
    Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

fn is_json_type(essence: impl AsRef<str>) -> bool {
    let essence = essence.as_ref();
    essence == "application/json"
        || essence.starts_with("application/") && essence.ends_with("+json")
}

impl Other {
    fn new(code: &str, words: String, next: impl Into<Next>) -> Self {
        let code = code.to_owned();
        Self { code, words, next: next.into(), explanation: None, is_json: false }
    }

    /// What came instead of an answer that can be looked at; `None` if nothing came.
    pub(crate) fn of(failed: &Failed, host: &str) -> Option<Self> {
        Some(match failed {
            Failed::Trouble(_) | Failed::Ended(_) | Failed::NotLogged(_) => return None,
            Failed::Elsewhere { status, why } => {
                let (at, rule) = match why {
                    Refused::NoWebAddress => {
                        ("at what is no address of the web".to_owned(), "Only https is used.")
                    }
                    Refused::WithoutTls => {
                        ("at an address without TLS (http)".to_owned(), "Only https is used.")
                    }
                    Refused::Credentials => (
                        "at an address with a user name or a password in it".to_owned(),
                        "None is ever sent.",
                    ),
                    Refused::OtherServer(to) => (
                        format!("on {}", brief(to)),
                        "No other server is asked than the one you agreed to.",
                    ),
                };
                let next = match why {
                    Refused::OtherServer(_) => Next::with_option(
                        PORTAL,
                        "Else, if you trust that server, give it with --base.",
                    ),
                    _ => format!("{PORTAL} Else tell whoever runs the server.").into(),
                };
                let words =
                    format!("{host} answered that it is elsewhere, {at} (status {status}). {rule}");
                Self::new("redirected", words, next)
            }
            Failed::Redirects => Self::new(
                "redirected",
                format!("{host} leads from one address to the next, and to no answer."),
                ASK_ISSUER,
            ),
            Failed::TooLarge { limit } => Self::new(
                "over_limit",
                format!(
                    "The answer of {host} is larger than {} MiB, so it was not taken.",
                    limit >> 20
                ),
                ASK_ISSUER,
            ),
            Failed::Compressed { with } => Self::new(
                "compressed_answer",
                format!("{host} compressed its answer ({}), which was not asked for.", brief(with)),
                "Ask whoever runs the server, or the proxy before it, to send it as it is.",
            ),
        })
    }
}
