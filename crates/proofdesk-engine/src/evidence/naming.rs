//! Files and the records that name them: what a file is, going by its records.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use proofdesk_core::encoding::Digest;
use proofdesk_core::record::{ContentForm, WantRole};
use proofdesk_core::verdict::Reason;
use proofdesk_core::verdict::{Check, CheckName, Finding, Kind, Outcome, Signer, Source, Verdict};
use proofdesk_core::{capital, counted};

use super::content::FileRecord;
use super::held::{Concluded, MATCHES};
use crate::input::{ContainerFacts, Seems};
use crate::lookup::NotRead;

/// A longer note of a record is not repeated at its files. In bytes.
const CARRIED: usize = 1024;

/// Which records speak of which hash, by their places.
#[derive(Debug, Default)]
pub(super) struct Claims {
    by: HashMap<(Digest, WantRole), Vec<u32>>,
}

impl Claims {
    /// Notes that the record at this place speaks of content with this hash.
    pub(super) fn add(&mut self, digest: Digest, role: WantRole, record: usize) {
        self.by.entry((digest, role)).or_default().push(record as u32);
    }

    /// Whether some record names a file as a whole.
    pub(super) fn name(&self, record: &FileRecord) -> bool {
        record.whole_forms().any(|(_, digest, role)| self.by.contains_key(&(digest, role)))
    }

    /// The record that says most, and the first of all, once they are concluded. `pinned` says that some key
    /// is: without one, nothing is accepted, and so nothing rejected.
    pub(super) fn resolve(self, records: &Concluded, pinned: bool) -> Naming {
        let mut naming = Naming { pinned, by: HashMap::with_capacity(self.by.len()) };
        for (key, claimants) in self.by {
            let ranked = claimants.iter().map(|i| (rank(records.verdicts[*i as usize]), *i));
            let Some(best) = ranked.min() else { continue };
            let sources = match claimants.len() {
                1 => Box::default(),
                _ => claimants
                    .iter()
                    .take(MATCHES)
                    .map(|i| records.look(*i as usize).source)
                    .collect(),
            };
            naming.by.insert(key, Claim { best, sources });
        }
        naming
    }
}

/// For each hash that records speak of, the record that says most, and where they stand.
pub(super) struct Naming {
    by: HashMap<(Digest, WantRole), Claim>,
    pinned: bool,
}

/// Which records speak of a hash.
struct Claim {
    best: Ranked,
    /// Where they stand, if there are several.
    sources: Box<[Source]>,
}

impl Claim {
    fn sources(&self, records: &Concluded) -> Cow<'_, [Source]> {
        match self.sources.is_empty() {
            true => Cow::Owned(vec![records.look(self.best.1 as usize).source]),
            false => Cow::Borrowed(&self.sources),
        }
    }

    fn is_verified(&self) -> bool {
        self.best.0 == VERIFIED
    }
}

/// How much a record says for a file, less is more, and its place.
type Ranked = (u8, u32);

/// What a record says for the files that it names.
struct Said {
    /// Where it stands, also for people's eyes.
    source: Source,
    path: Arc<str>,
    verdict: Verdict,
    headline: String,
    /// What may have caused it: of the foremost of its reasons, as its headline.
    possible_causes: Option<String>,
    signer: Signer,
    /// Of a verified record, the checks that are as good for the file.
    carried: Vec<Check>,
    /// What else keeps it from being verified.
    reason: Option<Reason>,
    /// Nothing fails but the dates of a pin.
    only_dates: bool,
}

impl Said {
    fn of(record: &Finding) -> Self {
        let verified = record.verdict() == Verdict::Verified;
        let carried = record.checks.iter().filter(|c| {
            verified
                && matches!(c.check, CheckName::Signature | CheckName::Signer | CheckName::Binding)
        });
        Self {
            source: record.source.clone(),
            path: record.source.visible_name().into_owned().into(),
            verdict: record.verdict(),
            headline: record.headline().to_owned(),
            possible_causes: record.possible_causes().map(str::to_owned),
            signer: record.signer.clone(),
            carried: carried.map(|check| carried_from(check, record)).collect(),
            reason: record.foremost_reason(),
            only_dates: {
                let mut failed =
                    record.checks.iter().filter(|c| c.outcome == Outcome::Fail).peekable();
                failed.peek().is_some()
                    && failed.all(|check| check.reason == Some(Reason::OutsideKeyValidity))
            },
        }
    }
}

/// A check of a record as it is said of each of its files. What it says at length is said once.
fn carried_from(check: &Check, record: &Finding) -> Check {
    let mut carried = check.clone();
    if carried.note.as_ref().is_some_and(|note| note.len() > CARRIED) {
        carried.note = Some(format!("See {}.", record.source.visible_name()).into());
    }
    carried
}

/// How a file is named.
struct Named {
    said: Ranked,
    /// What the file is to the record that says most for it.
    role: WantRole,
    /// In which form the file has that record's hash.
    form: ContentForm,
    /// That hash.
    digest: Digest,
    /// All records that name the file.
    sources: Vec<Source>,
}

impl Naming {
    /// Says of a file what its records say, or that there are none. Its record may be in what is `unread`.
    pub(super) fn describe(
        &self,
        record: &FileRecord,
        records: &Concluded,
        unread: &NotRead,
        finding: &mut Finding,
    ) {
        // Any empty file has the hash of any empty text.
        if record.digest == Digest::of(b"") {
            finding.remark("an empty file");
        }
        match self.of(record, records) {
            Some(named) => {
                let said = &Said::of(&records.look(named.said.1 as usize));
                if let Some(container) = &record.container {
                    finding.kind = Kind::Content;
                    named.describe(finding, said, self.pinned);
                    finding.checks.extend(container.checks.iter().cloned());
                    return finding.conclude();
                }
                named.describe(finding, said, self.pinned);
                // What is inside may be evidence too, and nobody has seen it.
                if let Some(problem) = record.problem.as_deref().filter(|_| record.is_unread()) {
                    finding.checks.push(problem.check());
                    finding.conclude();
                }
            }
            None => unnamed(finding, record, self.sharing_a_text(record, records), unread),
        }
    }

    /// Whether a record names a file as a whole.
    pub(super) fn knows(&self, record: &FileRecord) -> bool {
        record.whole_forms().any(|(_, digest, role)| self.by.contains_key(&(digest, role)))
    }

    /// Whether a verified record names a file as a whole.
    pub(super) fn is_verified(&self, record: &FileRecord) -> bool {
        record
            .whole_forms()
            .any(|(_, digest, role)| self.by.get(&(digest, role)).is_some_and(Claim::is_verified))
    }

    /// Whether a verified record names a request body as a whole, by a hash that is over all of it, so
    /// that what stands in it is content.
    pub(super) fn is_content(&self, record: &FileRecord) -> bool {
        record.whole_forms().any(|(form, digest, role)| {
            let is_body =
                matches!(role, WantRole::RawBody | WantRole::Payload | WantRole::CarriedPayload);
            let named = self.by.get(&(digest, role));
            is_body && form.is_documented() && named.is_some_and(Claim::is_verified)
        })
    }

    /// Whether the file is, byte for byte, what a verified document record names.
    pub(super) fn is_anchored(&self, record: &FileRecord) -> bool {
        self.by.get(&(record.digest, WantRole::Document)).is_some_and(Claim::is_verified)
    }

    /// How records name a file, if any does.
    fn of(&self, record: &FileRecord, records: &Concluded) -> Option<Named> {
        let mut found: Option<Named> = None;
        for (form, digest, role) in record.whole_forms() {
            let Some(claim) = self.by.get(&(digest, role)) else { continue };
            let (rank, place) = claim.best;
            // Whatever other content the record is verified with, this is not that content.
            let rank = if form.is_documented() { rank } else { rank.max(UNCONFIRMED) };
            let said = (rank, place);
            let named = found.get_or_insert_with(|| Named {
                said,
                role,
                form,
                digest,
                sources: Vec::new(),
            });
            if said < named.said {
                (named.said, named.role, named.form, named.digest) = (said, role, form, digest);
            }
            for source in claim.sources(records).iter() {
                if named.sources.len() < MATCHES && !named.sources.contains(source) {
                    named.sources.push(source.clone());
                }
            }
        }
        found
    }

    /// Of an attestation body that no record names as a whole: the attestation that has its input or its
    /// output, and what of the two is another.
    fn sharing_a_text(&self, record: &FileRecord, records: &Concluded) -> Option<Check> {
        let sources = |form: ContentForm, role: WantRole| {
            let (_, digest) = record.forms.iter().find(|(of, _)| *of == form)?;
            self.by.get(&(*digest, role)).map(|claim| claim.sources(records))
        };
        let inputs = sources(ContentForm::BodyInput, WantRole::Input).unwrap_or_default();
        let outputs = sources(ContentForm::BodyOutput, WantRole::Output).unwrap_or_default();
        let both = inputs.iter().find(|source| outputs.contains(source));
        let (attestation, same, other) = match (both, inputs.first(), outputs.first()) {
            (Some(both), ..) => (both, "input and output", "other bytes as a whole"),
            (None, Some(input), _) => (input, "input", "another output text"),
            (None, None, Some(output)) => (output, "output", "another input text"),
            (None, None, None) => return None,
        };
        let path = attestation.visible_name();
        let check = Check::unknown(CheckName::Lookup, Reason::ProofNotFound)
            .clause(format!("same {same} text as {path}, but {other}"))
            .possible_causes(format!(
                "It may be the request that was attested in {path}, saved again by a program (its members in \
                 another order, or numbers written in another way), may have been changed, or may belong to \
                 another attestation or to none."
            ))
            .next_step(format!(
                "Ask the issuer for the request body attested in {path}, exactly as it was sent, and compare \
                 this file with it."
            ));
        Some(check)
    }
}

/// The rank of what is verified, and of what is unconfirmed.
const VERIFIED: u8 = 0;
const UNCONFIRMED: u8 = 1;

/// The record that says most for a file comes first.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Verified => VERIFIED,
        Verdict::Unconfirmed => UNCONFIRMED,
        _ => 2,
    }
}

impl Named {
    /// A file that a record names is as good as that record, but never worse than unconfirmed: its
    /// hash is the one that the record shows, whatever else is wrong with the record.
    fn describe(self, finding: &mut Finding, said: &Said, pinned: bool) {
        let Self { role, form, digest, mut sources, .. } = self;
        // The record that says most is the first, whose the role is.
        sources.retain(|source| *source != said.source);
        sources.insert(0, said.source.clone());
        sources.truncate(MATCHES);
        finding.role = Some(role.role());
        finding.matched_with = sources;
        let path = &*said.path;
        let verified = said.verdict == Verdict::Verified;
        // The issuer signed this very content: what rules it breaks as a request is beside the
        // point.
        let named = format!("the SHA-256 that {path} shows for its {}", role.name());
        let what = match form {
            ContentForm::Exact => format!("This has {named}."),
            _ if form.is_documented() => {
                format!(
                    "It has {named} in this form: {}. The file itself has another.",
                    form.name()
                )
            }
            _ => format!("It has {named}, but only in this form: {}.", form.name()),
        };
        let check = match form.is_documented() {
            true => Check::pass(CheckName::ContentHash),
            false => Check::unknown(CheckName::ContentHash, Reason::WeakerFormMatched),
        };
        finding.checks = vec![check.form(form.name()).stated(digest).calculated(digest).note(what)];
        if verified {
            // Nobody signed what has the hash only after it was rewritten.
            if form.is_documented() {
                finding.signer = said.signer.clone();
                finding.checks.extend(said.carried.iter().cloned());
            }
            finding.conclude();
            return;
        }
        let fate = match (finding.matched_with.len(), said.verdict) {
            (2.., _) => "none of the records for this file is verified",
            (_, Verdict::Unconfirmed) => "the only record for this file is not confirmed",
            (_, Verdict::Uncheckable) => "the only record for this file cannot be checked",
            _ if said.only_dates => {
                "the only record for this file is not shown to have been signed within the dates that you set for \
                 its key"
            }
            _ if pinned => "the only record for this file was rejected",
            _ => "the only record for this file does not match",
        };
        let check = Check::unknown(CheckName::Lookup, said.reason.unwrap_or(Reason::ProofNotFound))
            .clause(fate)
            .next_step(format!("See {path}."))
            .note(format!("{path}: {}", said.headline));
        finding.add(match &said.possible_causes {
            // It is there: what is missing is another content of the same record.
            _ if said.reason == Some(Reason::ContentNotSupplied) => check.possible_causes(format!(
                "Another part of the content of {path} may not have been delivered, or may have been delivered in \
                 another version."
            )),
            Some(causes) => check.possible_causes(causes.clone()),
            None => check,
        });
        finding.conclude();
    }
}

/// A file that no record names.
fn unnamed(finding: &mut Finding, record: &FileRecord, shared: Option<Check>, unread: &NotRead) {
    let told = record.told.as_deref();
    if let Some(container) = &record.container {
        return holds(finding, container);
    }
    if let Some(version) = told.filter(|check| check.reason == Some(Reason::OtherVersion)) {
        finding.checks = vec![version.clone()];
        finding.matched_with.extend(record.version_of.as_deref().cloned());
        finding.conclude();
    } else if finding.kind == Kind::Request {
        // A request is shown as what it is, unless it is plainly meant for a record of the set.
        if let Some(shared) = shared {
            finding.not_found(shared);
        }
    } else if let Some(problem) = &record.problem {
        finding.kind = Kind::Unknown;
        finding.add(problem.check());
        finding.conclude();
    } else {
        match record.seems {
            Some(Seems::HtmlPage) => finding.remark("an HTML page"),
            Some(Seems::Report) => finding.remark("in the form of a report of Proofdesk"),
            None => {}
        }
        let told = shared.or_else(|| told.cloned());
        finding.not_found(told.unwrap_or_else(|| match record.digest == Digest::of(b"") {
            _ if record.seems == Some(Seems::Report) => not_named(None)
                .possible_causes(
                    "You may have saved an earlier report among the evidence; issuers rarely make a record of one.",
                )
                .next_step(
                    "Leave it out, or give the JSON report in its place, which is recognised. The evidence that it \
                     is about counts, not what it says.",
                ),
            true => not_named(None)
                .possible_causes(
                    "Nothing was written into it: a download, an export, or the command before a pipe may have \
                     failed.",
                )
                .next_step("Get it again. If it is meant to be empty, nothing needs to be done."),
            false => unread.qualify_content(not_named(None)),
        }));
    }
}

/// A container that no record names.
fn holds(finding: &mut Finding, container: &ContainerFacts) {
    let ContainerFacts { name, files, unread, has_text, checks } = container;
    finding.checks.clone_from(checks);
    if container.is_damaged() {
        return finding.conclude();
    }
    let text = if *has_text { "its text, and " } else { "" };
    let unread = match (*unread, *files) {
        (0, _) => String::new(),
        (1, 1) => ", which could not be read".to_owned(),
        (unread, files) if unread == files => ", none of which could be read".to_owned(),
        (unread, _) => format!(", {unread} of which could not be read"),
    };
    let files = match files {
        0 => "no file".to_owned(),
        n => counted(*n, "file"),
    };
    finding.inform(format!("{}: {text}{files} inside{unread}", capital(name)));
}

/// That no record names a file.
pub(super) fn not_named(note: Option<String>) -> Check {
    let mut check = Check::unknown(CheckName::Lookup, Reason::ProofNotFound);
    check.note = note.map(Into::into);
    check
}
