//! Content for a record, and the end of its judging.

use std::collections::HashSet;

use super::draft::Draft;
use super::forms::ContentForm;
use super::trace::settle;
use super::want::WantRole;
use crate::text::encoding::Digest;
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, Finding, Kind, Outcome, Source, ValueSource, Verdict};

/// Content that was found for a [`Want`](super::Want).
#[derive(Debug, Clone)]
pub struct Supplied {
    /// Which want, by its place in [`Draft::wants`].
    pub want: usize,
    /// Where the content is.
    pub source: Source,
    /// In which form its hash is the wanted one.
    pub form: ContentForm,
    /// Why nothing inside it could be read, if it could not: its hash is that of its bytes all the
    /// same.
    pub unread: Option<Reason>,
}

impl Draft {
    /// Decides the finding, once nothing more can be supplied.
    pub fn conclude(self) -> Finding {
        let Self { mut finding, items, .. } = self;
        if finding.kind == Kind::Trace {
            let settle = settle(&mut finding, &items);
            finding.conclude_with_children(settle);
        } else if finding.verdict() != Verdict::Info {
            finding.conclude_with_children(|_| {});
        }
        finding
    }

    /// Adds what became of each want, and lists the sources as matched.
    ///
    /// A text inside an attestation body counts only when that body as a whole is the one that
    /// was signed. Otherwise the body is another one that shares a text, which is worth a note.
    ///
    /// `hints` are sentences on what is near to content that is missing.
    pub fn supply(&mut self, supplied: &[Supplied], hints: &[String]) {
        let is_part =
            |s: &Supplied| matches!(s.form, ContentForm::BodyInput | ContentForm::BodyOutput);
        let bodies: HashSet<&Source> = supplied
            .iter()
            .filter(|s| self.wants[s.want].role == WantRole::RawBody)
            .map(|s| &s.source)
            .collect();
        let (supplied, strangers): (Vec<&Supplied>, Vec<&Supplied>) =
            supplied.iter().partition(|s| !is_part(s) || bodies.contains(&s.source));
        // There can be thousands of copies of one file.
        let mut seen: HashSet<Source> = self.finding.matched_with.iter().cloned().collect();
        for s in &supplied {
            if seen.insert(s.source.clone()) {
                self.finding.matched_with.push(s.source.clone());
            }
        }
        let best = |role: WantRole| {
            let i = self.wants.iter().position(|w| w.role == role)?;
            let found = supplied.iter().filter(|s| s.want == i).min_by_key(|s| s.form);
            Some((self.wants[i].digest, found.copied()))
        };
        // Content of an attestation is compared with the hashes in its signed statement.
        let axes = self.finding.own_axes();
        let signed = self.finding.kind == Kind::Attestation && axes.signature == Outcome::Pass;
        let source = if signed { ValueSource::Signed } else { ValueSource::Stated };
        let mut checks = Vec::new();
        // A record may carry the document itself; then it has been compared.
        let carried = axes.content == Outcome::Pass;
        if let Some((digest, found)) =
            best(WantRole::Document).filter(|b| b.1.is_some() || !carried)
        {
            checks.push(content_check(
                CheckName::ContentHash,
                WantRole::Document,
                digest,
                found,
                source,
            ));
        }
        if let Some((digest, found)) = best(WantRole::Payload) {
            checks.push(content_check(
                CheckName::PayloadHash,
                WantRole::Payload,
                digest,
                found,
                source,
            ));
        }
        let body = best(WantRole::RawBody);
        let body_found = body.and_then(|(_, found)| found);
        let texts: Vec<_> = [WantRole::Input, WantRole::Output]
            .into_iter()
            .filter_map(|role| best(role).map(|(digest, found)| (role, digest, found)))
            .collect();
        let all_texts = texts.len() == 2 && texts.iter().all(|(_, _, found)| found.is_some());
        // The raw body holds both texts, and both texts make the content: one of the two ways
        // is enough. With neither, the body is what to ask for.
        if let Some((digest, found)) = body.filter(|_| body_found.is_some() || !all_texts) {
            let mut check =
                content_check(CheckName::PayloadHash, WantRole::RawBody, digest, found, source);
            if let (None, [_, _]) = (found, texts.as_slice()) {
                let missing = texts.iter().filter(|(.., found)| found.is_none());
                let missing: Vec<&str> = missing.map(|(role, ..)| role.name()).collect();
                check = match missing.as_slice() {
                    [text] => check
                        .clause(format!("a part of what was attested is not in this evidence: the {text}"))
                        .note(format!("The {text} is not in the evidence, nor is the request body."))
                        .next_step(format!(
                            "Add the {text} exactly as it was attested, or the request body: either \
                             will do. The name of a file does not matter."
                        )),
                    _ => check
                        .note("Neither the request body nor the two texts stand by themselves in the evidence, as a file, or as an element of a list or a line.")
                        .next_step(
                            "Add the request body, or else both the input text and the output text, \
                             exactly as they were attested. The name of a file does not matter.",
                        ),
                };
            }
            if let (None, Some(stranger)) = (found, strangers.first()) {
                check = check.note(format!(
                    "{} has the same {} text, but its bytes as a whole are not those that were attested.",
                    stranger.source.visible_name(),
                    if stranger.form == ContentForm::BodyInput { "input" } else { "output" },
                ));
            }
            checks.push(check);
        }
        for (role, digest, found) in texts {
            let in_body = supplied.iter().any(|s| is_part(s) && self.wants[s.want].role == role);
            if let (Some(reason), false) = (body_found.and_then(|body| body.unread), in_body) {
                checks.push(Check::unknown(CheckName::ContentHash, reason).value(source, digest).note(
                    format!(
                        "The request body has the hash in the record, but the {} in it could not be read.",
                        role.name()
                    ),
                ));
            } else if body_found.is_some() && !in_body {
                // The body is the one that was signed, so the issuer's statement disagrees with
                // itself, and a text from elsewhere does not mend that.
                checks.push(
                    Check::fail(CheckName::ContentHash, Reason::ContentHashMismatch)
                        .value(source, digest)
                        .note(format!(
                            "The request body of this record contains no {} with this hash.",
                            role.name()
                        )),
                );
            } else if found.is_some() {
                checks.push(content_check(CheckName::ContentHash, role, digest, found, source));
            }
        }
        let missing = |check: &&mut Check| check.reason == Some(Reason::ContentNotSupplied);
        if let Some(check) = checks.iter_mut().find(missing) {
            hints.iter().for_each(|hint| check.add_to_note(hint));
        }
        self.finding.checks.reserve_exact(checks.len());
        self.finding.checks.extend(checks);
    }
}

impl Draft {
    /// Says of content that is missing that another version of it is there: the file `version`, which has the
    /// hash but for what a program changes that saves it again.
    pub fn found_version(&mut self, version: &Source) {
        let checks = self.finding.checks.iter_mut();
        for check in checks.filter(|check| check.reason == Some(Reason::ContentNotSupplied)) {
            let name = version.visible_file_name();
            *check = check
                .clone()
                .clause("only another version of its file is in this evidence")
                .possible_causes(format!(
                    "A program may have saved {name} again, or a version control or mail program may have \
                     converted it on the way."
                ))
                .next_step(format!("Ask the issuer for {name} as it was anchored, and add it."));
        }
    }

    /// Says of content that is missing that a file is there which has its hash but for such a change.
    pub fn found_near(&mut self) {
        let checks = self.finding.checks.iter_mut();
        for check in checks.filter(|check| check.reason == Some(Reason::ContentNotSupplied)) {
            *check = check.clone().possible_causes(
                "A program may have saved the content again, or converted it on the way, as the note says. Or the \
                 content may not have been delivered.",
            );
        }
    }
}

fn content_check(
    check: CheckName,
    role: WantRole,
    digest: Digest,
    found: Option<&Supplied>,
    source: ValueSource,
) -> Check {
    match found {
        None => Check::unknown(check, Reason::ContentNotSupplied)
            .value(source, digest)
            .note(format!("The {} is not in the evidence.", role.name())),
        Some(s) if s.form.is_documented() => Check::pass(check)
            .form(s.form.name())
            .value(source, digest)
            .calculated(digest)
            .note(format!("The {} is {}.", role.name(), place(s))),
        Some(s) => Check::unknown(check, Reason::WeakerFormMatched)
            .clause(format!(
                "its {} matches what was hashed only when Proofdesk writes it in another form, not as supplied",
                role.name()
            ))
            .possible_causes(format!(
                "A program may have saved {} in a form other than the one that was hashed.",
                s.source.visible_name()
            ))
            .next_step(format!(
                "Ask for the original of {}, exactly as it was when it was hashed.",
                s.source.visible_name()
            ))
            .form(s.form.name())
            .value(source, digest)
            .calculated(digest)
            .note(format!(
                "The {} is {}, but has this hash only in this form: {}.",
                role.name(),
                place(s),
                s.form.name()
            )),
    }
}

/// Where content stands: a file, a part of one, or a part of a request body.
fn place(s: &Supplied) -> String {
    let Source { line, pointer, .. } = &s.source;
    let name = s.source.visible_name();
    let place = match (line, pointer) {
        (None, None) => name.into_owned(),
        (Some(line), None) => format!("line {line} of {name}"),
        _ => s.source.visible_place().to_string(),
    };
    match s.form {
        ContentForm::BodyInput | ContentForm::BodyOutput => format!("in {place}"),
        _ if pointer.is_some() => format!("at {place}"),
        _ => place,
    }
}
