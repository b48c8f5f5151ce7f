//! From what somebody has at hand to what happened, whose move it is and what to do.

use std::borrow::Cow;

use super::body::{self, Body, Shown};
use super::capture::{self, MAX_RESPONSES, Response, TooMany};
use super::catalogue::{Catalogue, Entry, Party, Retry};
use super::explanation::{Basis, Explanation, Given, MAX_INPUT, NotExplained};
use super::nearest::nearest;
use super::retry::{self, Waits};
use crate::file_kind::FileKind;
use crate::json;
use crate::recognise::{Recognised, recognise};
use crate::text::{TextEncoding, counted, is_deceptive, without_mark};

/// Explains a code, a status, an error body or a response that was saved with `curl -i`.
///
/// # Errors
/// [`NotExplained`] when it is none of these.
pub fn explain(input: &[u8]) -> Result<Explanation, NotExplained> {
    if input.len() > MAX_INPUT {
        return Err(NotExplained::TooLarge);
    }
    let another = || FileKind::of(input).map(|kind| kind.instead_of("an error response"));
    if let Some(what) = another().filter(|_| TextEncoding::of(input).is_some()) {
        return not_an_error(what);
    }
    let text = without_mark(input).trim_ascii();
    if text.is_empty() {
        return Err(NotExplained::Empty);
    }
    match capture::parse(text) {
        Some(Ok(response)) => return of_response(&response),
        Some(Err(TooMany)) => {
            return not_an_error(format!(
                "it holds more than {MAX_RESPONSES} responses; save the one in question by itself"
            ));
        }
        None => {}
    }
    // What is not seen before a brace is no reason to take all of it for something else.
    let seen = String::from_utf8_lossy(text);
    let seen = seen.trim_start_matches(|c: char| c.is_whitespace() || is_deceptive(c));
    if seen.starts_with(['{', '[']) {
        return of_body(text).or_else(|error| another().map_or(Err(error), not_an_error));
    }
    if let Some(what) = another() {
        return not_an_error(what);
    }
    match std::str::from_utf8(text) {
        Ok(word) if word.len() <= 100 && !word.contains(char::is_whitespace) => {
            explain_code(word).map_err(NotExplained::without_the_word)
        }
        _ => not_an_error(
            "it is not an error response. That is a JSON object with \"error\" and \"message\", or a \
             response saved with curl -i, which begins with a line such as HTTP/1.1 404 Not Found",
        ),
    }
}

/// Explains a code or a status.
///
/// # Errors
/// [`NotExplained::UnknownCode`], with the nearest documented codes.
pub fn explain_code(text: &str) -> Result<Explanation, NotExplained> {
    let text = text.trim();
    if text.is_empty() {
        return Err(NotExplained::Empty);
    }
    let catalogue = Catalogue::get();
    let mut case = Case { given: Given::Code, ..Case::default() };
    if !catalogue.entries_of(text).is_empty() {
        case.body.code = Some(text.to_owned());
        return Ok(case.finish());
    }
    // As people write a status: `HTTP 429`, `HTTP/1.1 429 Too Many Requests`, `-429`.
    let mut words = text.split_whitespace().skip_while(|word| word.starts_with("HTTP"));
    let number = words.next().unwrap_or_default();
    let number = number.strip_prefix('-').unwrap_or(number);
    let is_phrase = words.all(|word| word.chars().all(char::is_alphabetic));
    let digits = number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit());
    let status = number.parse().ok().filter(|_| digits && is_phrase);
    let known = |s: &u16| catalogue.status(*s).is_some() || catalogue.status_class(*s).is_some();
    match status.filter(known) {
        Some(status) => {
            case.given = Given::Status;
            case.status = Some(status);
            Ok(case.finish())
        }
        None => Err(NotExplained::UnknownCode {
            code: text.chars().take(100).collect(),
            nearest: nearest(text),
        }),
    }
}

/// Explains an error body that is parsed already.
pub fn explain_body(node: &json::Node<'_>) -> Explanation {
    Case { body: body::from_json(node), ..Case::default() }.finish()
}

/// The body of a response that `curl -i` saved, put together if it is in chunks; `None` if the bytes
/// are no such response.
pub fn captured_body(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    Some(capture::parse(bytes)?.ok()?.body)
}

fn not_an_error<T>(what: impl Into<String>) -> Result<T, NotExplained> {
    Err(NotExplained::NotAnError { what: what.into() })
}

fn of_body(text: &[u8]) -> Result<Explanation, NotExplained> {
    let node = match json::parse(text) {
        Ok(node) => node,
        Err(e) => return not_an_error(body::not_read(&e) + &e.remedy_behind()),
    };
    let Some(object) = node.as_object() else {
        return not_an_error("it is a JSON array; an error response is a single object");
    };
    if object.str("error").is_none() {
        let is_other = recognise(object).is_some_and(|is| is != Recognised::ErrorResponse);
        if is_other || !object.has_any(&["error", "message"]) {
            return not_an_error("it is JSON, but it has neither \"error\" nor \"message\"");
        }
    }
    Ok(explain_body(&node))
}

fn of_response(response: &Response<'_>) -> Result<Explanation, NotExplained> {
    let body = body::read(response);
    let status = response.status;
    let earlier = earlier(response);
    // A success or a redirect, unless its body says otherwise.
    if status < 400 && body.code.is_none() {
        let what = format!("its status is {status}, so it is not an error response");
        return not_an_error([vec![what], earlier].concat().join(". "));
    }
    let mut case = Case { given: Given::Response, status: Some(status), body, ..Case::default() };
    case.waits = Waits {
        retry_after: response.header("retry-after"),
        date: response.header("date"),
        in_body: case.body.retry_after,
        response: true,
    };
    let documented = &Catalogue::get().headers;
    for (name, known) in [("Date", None)]
        .into_iter()
        .chain(documented.iter().map(|h| (h.name.as_str(), Some(h))))
        .chain([("X-Request-Id", None), ("Content-Type", None)])
    {
        for value in response.header(&name.to_ascii_lowercase()) {
            case.headers.push(Shown {
                name: name.to_owned(),
                label: known.map(|h| h.label.clone()),
                value: value.to_owned(),
                meaning: known.map(|h| h.meaning.clone()),
            });
        }
    }
    case.notes.extend(earlier.into_iter().map(|words| words + "."));
    Ok(case.finish())
}

/// What stood before the response that counts.
fn earlier(response: &Response<'_>) -> Vec<String> {
    let mut words = Vec::new();
    let n = response.earlier;
    if n > 0 {
        let blocks = counted(n, "header block");
        words.push(format!("{blocks} without a body came before; the last response counts"));
    }
    let statuses: Vec<String> = response.answered.iter().map(u16::to_string).collect();
    if !statuses.is_empty() {
        let (s, it) = if statuses.len() == 1 { ("", "it") } else { ("s", "one") };
        words.push(format!(
            "{} response{s} with a body came before (status {}); the last one counts. To have {it} \
             explained, save it by itself",
            statuses.len(),
            statuses.join(", ")
        ));
    }
    words
}

/// What was read, before the catalogue is asked.
struct Case<'a> {
    given: Given,
    status: Option<u16>,
    body: Body,
    headers: Vec<Shown>,
    waits: Waits<'a>,
    notes: Vec<String>,
}

impl Default for Case<'_> {
    fn default() -> Self {
        Self {
            given: Given::Body,
            status: None,
            body: Body::default(),
            headers: Vec::new(),
            waits: Waits::default(),
            notes: Vec::new(),
        }
    }
}

/// What is said about an error, wherever it comes from.
struct Advice {
    basis: Basis,
    what_happened: String,
    for_auditor: String,
    whose_move: Option<Party>,
    what_to_do: String,
    retry: Option<Retry>,
}

impl Case<'_> {
    fn finish(mut self) -> Explanation {
        let catalogue = Catalogue::get();
        let code = self.body.code.clone();
        let meanings = code.as_deref().map(|c| catalogue.entries_of(c)).unwrap_or_default();
        let documented = meanings.first().map(|e| e.status);
        let status = self.status.or(documented);
        let status_name = status.and_then(|s| catalogue.status(s)).map(|s| s.name.clone());
        let named = |s: u16| match catalogue.status(s) {
            Some(known) => format!("{s} {}", known.name),
            None => format!("{s}, which is not a documented status"),
        };
        let advice = of_code(&meanings)
            .or_else(|| self.status.and_then(of_status))
            .unwrap_or_else(|| of_nothing(code.is_some()));
        if let (Some(said), Some(documented)) = (self.status, documented)
            && said != documented
        {
            self.notes.push(format!(
                "The response has the status {}, but the code is documented with {}. The code \
                 counts here, as the API's documentation asks for.",
                named(said),
                named(documented)
            ));
        }
        if let Some(status) = self.status.filter(|s| *s < 400 && code.is_some()) {
            self.notes
                .push(format!("The status {status} is not that of an error, but the body is."));
        }
        let in_response = matches!(self.given, Given::Body | Given::Response);
        if in_response {
            body::check_members(&meanings, &mut self.body);
        }
        let unknown = code.as_deref().filter(|_| meanings.is_empty());
        if unknown.is_some() {
            self.notes.push(
                "The code is not documented. It may be newer than this program, or come from \
                 something other than the API."
                    .to_owned(),
            );
        }
        self.notes.extend(meanings.iter().filter_map(|e| e.note.clone()));
        let related = match (unknown, self.given, status) {
            (Some(code), ..) => nearest(code),
            (None, Given::Status, Some(status)) => {
                let mut codes: Vec<&str> = Vec::new();
                for entry in catalogue.entries.iter().filter(|e| e.status == status) {
                    if !codes.contains(&entry.code.as_str()) {
                        codes.push(&entry.code);
                    }
                }
                codes
            }
            _ => Vec::new(),
        };
        let start = |text: &str| text.chars().take(80).collect::<String>();
        let headline = match (code.as_deref().map(start), status.map(named)) {
            (Some(code), Some(status)) => format!("{code}: {status}"),
            (Some(code), None) => code,
            (None, Some(status)) => status,
            (None, None) => "An error without a code".to_owned(),
        };
        self.waits.in_body = self.body.retry_after;
        let retry = retry::plan(advice.retry, &self.waits, &mut self.notes);
        Explanation {
            schema: "proofdesk.explanation/1",
            given: self.given,
            code,
            status,
            status_name,
            basis: advice.basis,
            headline,
            meanings,
            what_happened: advice.what_happened,
            for_auditor: advice.for_auditor,
            whose_move: advice.whose_move,
            what_to_do: advice.what_to_do,
            retry,
            message: self.body.message,
            fields: self.body.fields,
            headers: self.headers,
            faults: self.body.faults,
            notes: self.notes,
            related,
        }
    }
}

/// By the code; of two meanings each, since the code alone does not say which it is.
fn of_code(meanings: &[&Entry]) -> Option<Advice> {
    let first = meanings.first()?;
    let words = |text: fn(&Entry) -> &str| match meanings {
        [one] => text(one).to_owned(),
        several => {
            let each =
                several.iter().map(|e| format!("For {}: {}", e.resources.join(", "), text(e)));
            each.collect::<Vec<_>>().join(" ")
        }
    };
    Some(Advice {
        basis: Basis::Code,
        what_happened: words(|e| &e.for_integrator),
        for_auditor: words(|e| &e.for_auditor),
        whose_move: Some(first.whose_move),
        what_to_do: words(|e| &e.what_to_do),
        retry: Some(first.retry),
    })
}

fn of_status(status: u16) -> Option<Advice> {
    let catalogue = Catalogue::get();
    let for_auditor = match status {
        ..400 => "It says nothing about any record by itself.",
        404 => {
            "The answer does not show that the record never existed: another tenant, another export \
             or an ended retention period can be why."
        }
        500.. => "The service, or something before it, failed. It says nothing about any record.",
        _ => "The request was refused. It says nothing about any record.",
    };
    let advice = |meaning: &str, whose_move, what: &str, retry| Advice {
        basis: Basis::Status,
        what_happened: meaning.to_owned(),
        for_auditor: for_auditor.to_owned(),
        whose_move,
        what_to_do: what.to_owned(),
        retry,
    };
    if let Some(s) = catalogue.status(status) {
        return Some(advice(&s.meaning, s.whose_move, &s.what_to_do, s.retry));
    }
    let class = catalogue.status_class(status)?;
    Some(advice(&class.meaning, class.whose_move, &class.what_to_do, Some(class.retry)))
}

fn of_nothing(code: bool) -> Advice {
    let what = if code { "The code is not documented" } else { "There is no code" };
    Advice {
        basis: Basis::Nothing,
        what_happened: format!("{what}, and without the HTTP status nothing more can be said."),
        for_auditor: "It says nothing about any record by itself.".to_owned(),
        whose_move: None,
        what_to_do:
            "Save the response with curl -i, so that its status and headers are there, and \
                     explain that. If the code itself is the question, ask Invoance."
                .to_owned(),
        retry: None,
    }
}
