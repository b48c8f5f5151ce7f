//! What is said of something that was looked for and was not found, or not for certain: also that it
//! may not be what can be looked for.

use std::collections::BTreeMap;

use proofdesk_core::verdict::{Check, CheckName, Finding, Kind, Reason, Source};
use proofdesk_core::{visible, visible_name};

use super::query::{Match, Query};
use crate::order::Order;

/// Digits of a SHA-256.
const SHA256: usize = 64;
/// Hashes of other lengths, by their hex digits.
const OTHER_HASHES: [(usize, &str); 5] =
    [(32, "an MD5"), (40, "a SHA-1"), (56, "a SHA-224"), (96, "a SHA-384"), (128, "a SHA-512")];
/// Fewer hex digits are hardly the beginning of a hash.
const BEGINNING: usize = 7;
/// Hosts of the service, and of what lies below them.
const SERVICE: &str = "invoance.com";

impl Query {
    /// What there is to say of what was looked for beside the results that it names, of which
    /// `found` is the surest. `file` is a file of the evidence that has this name, `unread` what could not be read.
    pub(crate) fn not_established(
        &self,
        found: Match,
        file: Option<&str>,
        unread: &NotRead,
    ) -> Option<Finding> {
        match found {
            Match::None => Some(self.absent(file, unread)),
            Match::ByUnsignedId => Some(self.id_not_signed()),
            Match::Sure => self.not_all_read(unread),
        }
    }

    /// Whoever writes an id that nothing signs into a record is found by it.
    fn id_not_signed(&self) -> Finding {
        let mut finding = self.about(self.kind().unwrap_or(Kind::Unknown));
        finding.found_unconfirmed(Check::unknown(CheckName::Lookup, Reason::IdNotSigned).note(
            "What was found shows this id, but no signature covers the id: it may be another record.",
        ));
        finding
    }

    /// It was found, and more about it may be in what could not be read.
    fn not_all_read(&self, unread: &NotRead) -> Option<Finding> {
        let check = Check::unknown(CheckName::Lookup, unread.first_reason()?)
            .clause("not all of the evidence could be read")
            .note(format!(
                "What was found stands as it is. More about what you looked for may be in what could not be \
                 read: {}.",
                unread.places()
            ));
        let mut finding = self.about(self.kind().unwrap_or(Kind::Unknown));
        finding.found_unconfirmed(check);
        Some(finding)
    }

    /// A finding about the set, not about a file of it.
    fn about(&self, kind: Kind) -> Finding {
        let source = Source::file(self.text());
        let mut finding = Finding::new(source, kind);
        finding.id = Some(self.id().to_owned());
        finding
    }

    /// That a link leads to another host than the service's, in sentences; nothing where it does not.
    pub fn leads_elsewhere(&self) -> Option<String> {
        let host = self.host().filter(|host| !is_of_service(host))?;
        Some(format!(
            "The link leads to {}, not to {SERVICE}. Its last part was taken as the id of a record.",
            visible(host)
        ))
    }

    /// Which hash its id has the form of, if that is no SHA-256, which [`Query::digest`] gives: in hexadecimal
    /// digits, also with colons between bytes or with the name of the hash before it. A UUID is none, as long
    /// as it has its hyphens.
    pub fn as_other_hash(&self) -> Option<&'static str> {
        let id = self.id();
        let digits = id.rsplit_once(':').map_or(id, |(_, digits)| digits);
        other_hash(digits).or_else(|| other_hash(&id.replace(':', "")))
    }

    /// The documented not-found error for what was looked for.
    pub fn not_found(&self) -> Finding {
        self.absent(None, &NotRead::default())
    }

    fn absent(&self, file: Option<&str>, unread: &NotRead) -> Finding {
        let mut finding = self.about(self.kind().unwrap_or(Kind::Unknown));
        finding.not_found(unread.qualify(check(self, file)));
        finding
    }
}

/// What of the evidence could not be read: what is looked for may be in it.
#[derive(Debug, Default)]
pub(crate) struct NotRead {
    count: u64,
    /// So many of these are not there.
    absent: u64,
    /// The first places, in the order of the report, with what is said of each.
    first: BTreeMap<Order, (Source, Reason)>,
}

/// So many places that could not be read are named.
const NAMED: usize = 3;

impl NotRead {
    /// Notes a result if one of its reasons says that something could not be read.
    pub(crate) fn note(
        &mut self,
        order: Order,
        source: impl FnOnce() -> Source,
        mut reasons: impl Iterator<Item = Reason>,
    ) {
        if let Some(reason) = reasons.find(|reason| is_unread(*reason)) {
            self.count += 1;
            self.first.insert(order, (source(), reason));
            if self.first.len() > NAMED {
                self.first.pop_last();
            }
        }
    }

    /// Notes a result that says that something could not be read and is no record by itself.
    pub(crate) fn note_finding(&mut self, order: Order, finding: &Finding) {
        if matches!(finding.kind, Kind::Unknown | Kind::List | Kind::Container | Kind::Content) {
            let reasons = finding.checks.iter().filter_map(|check| check.reason);
            self.note(order, || finding.source.clone(), reasons);
        }
    }

    /// Notes that one of these is not there.
    pub(crate) fn note_absent(&mut self) {
        self.absent += 1;
    }

    fn first_reason(&self) -> Option<Reason> {
        self.first.values().next().map(|(_, reason)| *reason)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The first places, and how many more there are.
    pub(crate) fn places(&self) -> String {
        let places: Vec<String> =
            self.first.values().map(|(source, _)| source.visible_place().to_string()).collect();
        let more = match self.count - places.len() as u64 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!("{}{more}", places.join(", "))
    }

    fn qualify(&self, check: Check) -> Check {
        if self.count == 0 {
            return check;
        }
        check
            .clause("not all of it could be read")
            .note(format!("It may be in what could not be read: {}.", self.places()))
    }

    /// The same of content without a record.
    pub(crate) fn qualify_content(&self, check: Check) -> Check {
        if self.count == 0 {
            return check;
        }
        let places = self.places();
        let get = match self.absent {
            0 => "Ask for what could not be read in a form that can be read",
            absent if absent == self.count => "Check the name and the folder of what is not there",
            _ => {
                "Check the name and the folder of what is not there, and ask for the rest of what could not be \
                 read in a form that can be read"
            }
        };
        check
            .clause(format!("its record may be in what could not be read: {places}"))
            .possible_causes(format!(
                "Its record may be in what could not be read. {}",
                Reason::ProofNotFound.cause()
            ))
            .next_step(format!(
                "{get}: {places}. If no record in it \
                 shows the hash of this content, ask the issuer for the record of exactly this file, or for \
                 the version that was anchored."
            ))
    }
}

/// Whether a reason says of something that what it holds was not seen, or not understood.
fn is_unread(reason: Reason) -> bool {
    use Reason::*;
    matches!(
        reason,
        InvalidJson
            | DuplicateJsonKey
            | TooDeep
            | TooLarge
            | InvalidUtf8
            | UnreadableFile
            | ChangedWhileReading
            | NotARegularFile
            | UnsupportedRecord
            | UnsupportedSchema
            | Compressed
            | ArchiveDamaged
            | ArchiveEncrypted
            | ArchiveLimit
            | ListIncomplete
    )
}

/// The check that says that nothing of the evidence is what was looked for. `file` is a file of the
/// evidence that has this name.
fn check(query: &Query, file: Option<&str>) -> Check {
    let reason = match query.kind() {
        Some(Kind::Document) => Reason::DocumentNotFound,
        Some(Kind::Event) => Reason::EventNotFound,
        Some(Kind::Attestation) => Reason::AttestationNotFound,
        Some(Kind::Trace) => Reason::TraceNotFound,
        _ => Reason::ProofNotFound,
    };
    let check = Check::unknown(CheckName::Lookup, reason)
        .note("Not in this evidence; it may exist elsewhere.");
    if let Some((cause, next)) = mistaken(query, file) {
        return check.possible_causes(cause).next_step(next);
    }
    // The words of this code are about a file whose record is missing; here it is the other way round.
    if reason != Reason::ProofNotFound {
        return check;
    }
    let (what, ask) = match query.digest() {
        Some(_) => ("hash", "the record that shows this hash, and for its content"),
        None => ("id", "the record with this id"),
    };
    check
        .possible_causes(
            "It may be in another export, belong to another tenant, or be past its retention period. \
             That it is not in this evidence does not show that it was never made.",
        )
        .next_step(format!(
            "Compare the {what} character by character. Then ask the issuer for {ask}."
        ))
}

/// What was given where an id, a link or a hash belongs: a possible cause, and what to give.
fn mistaken(query: &Query, file: Option<&str>) -> Option<(String, String)> {
    const OF_FILE: &str = "To verify the file, verify it without looking for anything. To find its \
                           record in other evidence, look for its SHA-256.";
    if let Some(file) = file {
        let cause = format!(
            "This is the name of a file in the evidence, {}. What can be looked for is an id, a proof \
             link or a hash.",
            visible_name(file)
        );
        return Some((cause, OF_FILE.to_owned()));
    }
    if let Some(cause) = query.leads_elsewhere() {
        return Some((
            cause,
            format!(
                "Check where the link comes from. Look for the id, or for a link of {SERVICE}."
            ),
        ));
    }
    let text = query.given();
    if query.as_link_or_hash().is_some() {
        return None;
    }
    if is_name_of_file(text) {
        let cause = "This looks like the name of a file. What can be looked for is an id, a proof link \
                     or a hash.";
        return Some((cause.to_owned(), OF_FILE.to_owned()));
    }
    if text.len() < BEGINNING || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let digits = text.len();
    let other_hash = other_hash(text);
    let (cause, next) = match other_hash {
        Some(hash) => (
            format!(
                "This was looked for as an id. It has the {digits} characters of {hash}, but records \
                 state SHA-256 hashes."
            ),
            match digits {
                32 => {
                    "If it is a UUID, write it with its hyphens. If it is a hash, calculate the SHA-256 of the \
                     same file, and look for that."
                }
                _ => {
                    "If it is a hash, calculate the SHA-256 of the same file, and look for that. If it is an id, \
                     compare it character by character."
                }
            }
            .to_owned(),
        ),
        None => (
            format!(
                "This was looked for as an id. If it is the beginning of a hash, {} of its {SHA256} \
                 characters are missing.",
                SHA256.saturating_sub(digits)
            ),
            format!(
                "If it is a hash, give all {SHA256} characters. If it is an id, compare it character \
                 by character."
            ),
        ),
    };
    (digits < SHA256 || other_hash.is_some()).then_some((cause, next))
}

/// Which hash a text has the length of, if it has nothing but hexadecimal digits.
fn other_hash(text: &str) -> Option<&'static str> {
    let is_hex = text.bytes().all(|b| b.is_ascii_hexdigit());
    let (_, hash) = OTHER_HASHES.iter().find(|(length, _)| is_hex && *length == text.len())?;
    Some(hash)
}

/// Whether a host is one of the service, with or without a port.
fn is_of_service(host: &str) -> bool {
    let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    host == SERVICE || host.strip_suffix(SERVICE).is_some_and(|rest| rest.ends_with('.'))
}

/// Whether a text ends as the names of files do. Ids have no such ending.
fn is_name_of_file(text: &str) -> bool {
    let Some((name, ending)) = text.rsplit_once('.') else { return false };
    let is_ending = (2..=5).contains(&ending.len())
        && ending.bytes().all(|b| b.is_ascii_alphanumeric())
        && ending.bytes().any(|b| b.is_ascii_alphabetic());
    !name.is_empty() && is_ending
}
