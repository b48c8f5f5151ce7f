//! A signed report, or the signed tag manifest of a bag, among the evidence: who signed it. It proves nothing
//! of what it says, and a reviewer's key verifies no evidence.

use std::sync::Arc;

use proofdesk_core::encoding::Digest;
use proofdesk_core::trust::{Pin, Trust};
use proofdesk_core::verdict::{
    Check, CheckName, Finding, KeySource, Kind, Reason, Signer, Source, ValueSource,
};
use proofdesk_core::{visible, visible_name};
use serde::Deserialize;

use super::bag::{SIGNED_LIST, TagFile, own_name, portable};
use super::earlier::is_report;
use crate::dsse::{Envelope, REPORT_TYPE};

/// The name of the hash of what an envelope holds.
const PAYLOAD: &str = "payload_sha256";
/// Behind the name of a report, that of its signature beside it.
const OF_SIGNATURE: &str = ".dsse.json";

const ASK_AGAIN: &str = "Ask the reviewer for what they signed, again.";

/// Whether a text is an envelope of something of ours.
pub(super) fn is_envelope(text: &[u8]) -> bool {
    memchr::memmem::find(text, b"\"payloadType\"").is_some() && Envelope::read(text).is_some()
}

/// What an envelope holds, and the reviewers who signed it; `None` if it is signed by none that is pinned.
pub(crate) fn opened<'t>(envelope: &Envelope, trust: &'t Trust) -> Option<(Vec<u8>, Vec<&'t Pin>)> {
    envelope.open(trust.reviewers().iter().map(|pin| (&pin.key, pin)))
}

/// The labels of some reviewers.
pub(crate) fn labels(signers: &[&Pin]) -> String {
    let labels: Vec<String> = signers.iter().map(|pin| visible(&pin.label).into_owned()).collect();
    labels.join(", ")
}

/// What is said of an envelope.
pub(super) fn signed(source: Source, text: &[u8], trust: &Trust) -> Finding {
    let mut finding = Finding::new(source, Kind::Report);
    let Some(envelope) = Envelope::read(text) else { return finding };
    let is_of_report = envelope.payload_type() == REPORT_TYPE;
    let what = if is_of_report { "report of Proofdesk" } else { "list of the files of a bag" };
    let others = envelope.other_members();
    if !others.is_empty() {
        finding.add(
            Check::unknown(CheckName::Parse, Reason::UnsupportedRecord)
                .clause(format!(
                    "the file has fields besides the signed {what} and its signatures, and nobody signed \
                     these"
                ))
                .note(format!("Not signed: {}.", visible(&others.join(", "))))
                .possible_causes("Another program wrote it, or somebody added to it.")
                .next_step(ASK_AGAIN),
        );
        finding.conclude();
        return finding;
    }
    finding.add(Check::pass(CheckName::Parse));
    if let Some(payload) = envelope.unverified_payload().filter(|_| is_of_report) {
        finding.add_hash(PAYLOAD, Digest::of(&payload).to_string());
    }
    match opened(&envelope, trust) {
        Some((payload, signers)) => {
            let Some(note) = note_on(&payload, is_of_report) else {
                finding.add(
                    Check::unknown(CheckName::Parse, Reason::UnsupportedRecord)
                        .clause(
                            "its signature is valid, but what was signed is not what it says it is",
                        )
                        .possible_causes("Another program may have written it, or the wrong file may have been signed.")
                        .next_step(ASK_AGAIN),
                );
                finding.conclude();
                return finding;
            };
            if let Some(pin) = named_in_vain(&envelope, trust, &signers) {
                not_valid(&mut finding, pin);
                return finding;
            }
            finding.signer = signer(signers[0]);
            finding.add(Check::pass(CheckName::Signature).note(note));
            finding.add(Check::pass(CheckName::Signer).key_of(&finding.signer));
            let labels = labels(&signers);
            if !is_of_report && !is_of_bag(&finding.source) {
                finding.add(
                    Check::unknown(CheckName::Manifest, Reason::BagFileNotChecked)
                        .clause(format!(
                            "the list of files that is signed with the key you pinned as the reviewer {labels} \
                             was compared with no bag: its name is not {SIGNED_LIST}"
                        ))
                        .possible_causes("The file was renamed.")
                        .next_step("Put it into the bag again under that name, beside bagit.txt."),
                );
                finding.conclude();
                return finding;
            }
            finding.inform(format!(
                "Signed {what}, with the key you pinned as the reviewer {labels}: no evidence of what it \
                 says"
            ));
        }
        None if trust.reviewers().is_empty() => finding.inform_and_advise(
            format!(
                "Said to be a signed {what}: its signature was not checked, since you pinned no \
                 reviewer's key"
            ),
            "Its signature can be checked only with the key of whoever signed it.",
            "To check who signed, get the reviewer's key, compare its fingerprint, and pin it as a \
             reviewer's key.",
        ),
        None => not_opened(&mut finding, &envelope, trust),
    }
    finding
}

/// What lies beside an envelope as the report that was signed: its name, and the hash of what was signed. It has the
/// same bytes if it is one in JSON.
pub(crate) fn report_of(finding: &Finding) -> Option<(String, String)> {
    let signed = finding.hashes.iter().find(|(name, _)| *name == PAYLOAD);
    let (_, hash) = signed.filter(|_| finding.kind == Kind::Report)?;
    let name = finding.source.name();
    let report = name.strip_suffix(OF_SIGNATURE).filter(|report| report.ends_with(".json"))?;
    Some((report.to_owned(), hash.clone()))
}

/// Says that the report beside an envelope is not the one that was signed.
pub(crate) fn is_of_another(finding: &mut Finding, hash: &str, report: &str, found: &Digest) {
    let source = match finding.signer.label {
        Some(_) => ValueSource::Signed,
        None => ValueSource::Record,
    };
    let check = Check::fail(CheckName::ContentHash, Reason::ContentHashMismatch)
        .clause(format!("{} is not the report that was signed", visible_name(report)))
        .value(source, hash)
        .value(ValueSource::Calculated, found)
        .possible_causes(
            "A later report may have taken the place of the one that was signed, or the report may have been \
             changed after it was signed.",
        )
        .next_step("Rely on the report in the signed file, or ask the reviewer to sign the other one.");
    finding.add(check);
    finding.conclude();
}

/// Whether a file is called as a bag has its signed list.
fn is_of_bag(source: &Source) -> bool {
    let name = source.members.last().map_or(&*source.path, |member| &*member.name);
    TagFile::named(own_name(&portable(name))) == Some(TagFile::Envelope)
}

/// What is to be known of a payload that was signed; `None` if it is not what it should be.
fn note_on(payload: &[u8], is_of_report: bool) -> Option<String> {
    #[derive(Deserialize)]
    struct Stated {
        report_digest: Option<String>,
    }
    if !is_of_report {
        return Some("Whether it is the list in the bag is said at the bag.".to_owned());
    }
    let read: Stated = serde_json::from_slice(payload).ok().filter(|_| is_report(payload))?;
    Some(match read.report_digest {
        Some(digest) => format!("The report digest in the signed report is {digest}."),
        None => "The signed report has no report digest: its run was cancelled.".to_owned(),
    })
}

/// The reviewer whose key a signature names, which is the signer's own claim, and who is none of the signers.
fn named_in_vain<'t>(envelope: &Envelope, trust: &'t Trust, signers: &[&Pin]) -> Option<&'t Pin> {
    let hints = envelope.signatures().iter().filter_map(|signature| signature.keyid.as_deref());
    let hints: Vec<&str> = hints.collect();
    trust.reviewers().iter().find(|pin| {
        let fingerprint = pin.key.fingerprint().to_string();
        hints.contains(&&*fingerprint) && signers.iter().all(|signer| signer.key != pin.key)
    })
}

/// A signature names this reviewer's key, and is not valid under it.
fn not_valid(finding: &mut Finding, pin: &Pin) {
    finding.signer = Signer { label: None, source: KeySource::Embedded, ..signer(pin) };
    let clause = format!(
        "a signature of it is not valid under the key of the reviewer {}, which it names",
        visible(&pin.label)
    );
    finding.add(
        Check::fail(CheckName::Signature, Reason::SignatureInvalid)
            .clause(clause)
            .possible_causes(
                "The report was changed after it was signed, by accident or on purpose, or somebody \
                 else signed it.",
            )
            .next_step(ASK_AGAIN),
    );
    finding.conclude();
}

/// An envelope that no pinned reviewer signed.
fn not_opened(finding: &mut Finding, envelope: &Envelope, trust: &Trust) {
    match named_in_vain(envelope, trust, &[]) {
        Some(pin) => not_valid(finding, pin),
        None => {
            finding.add(
                Check::unknown(CheckName::Signature, Reason::NoPinnedKeyHolds)
                    .clause("its signature is not valid under any reviewer's key that you pinned")
                    .possible_causes(
                        "Somebody may have signed it whose key you have not pinned, or it may have been changed.",
                    )
                    .next_step("Ask who signed it, and pin their key as a reviewer's key."),
            );
            finding.conclude();
        }
    }
}

fn signer(pin: &Pin) -> Signer {
    let fingerprint: Arc<str> = pin.key.fingerprint().to_string().into();
    Signer {
        label: Some(pin.label.clone()),
        fingerprint: Some(fingerprint),
        source: KeySource::Pinned,
        domains: None,
    }
}
