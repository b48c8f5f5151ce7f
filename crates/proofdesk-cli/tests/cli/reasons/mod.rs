//! Every reason code, reached through the command line with its verdict and exit status.

mod bags;
mod content;
mod lookup;
mod parse;
mod rules;
mod sequence;
mod signing;
mod traces;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use proofdesk_engine::core::verdict::Reason;
use serde_json::Value;

pub(crate) use parse::{change_statement, to_base64};

use crate::support::{Evidence, Report, pin, reasons};

/// Evidence that has a reason, and what is to come of it.
struct Case {
    evidence: Evidence,
    pin: Option<String>,
    args: Vec<OsString>,
    at: String,
    expected: Option<(&'static str, i32)>,
}

impl Case {
    /// Evidence with the issuer pinned.
    fn new() -> Self {
        let pin = Some(pin());
        Self { evidence: Evidence::new(), pin, args: Vec::new(), at: String::new(), expected: None }
    }

    /// Adds a file; the first one is where the reason is looked for.
    fn file(mut self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        if self.at.is_empty() {
            name.clone_into(&mut self.at);
        }
        self.evidence = self.evidence.file(name, bytes);
        self
    }

    fn record(self, name: &str, record: &Value) -> Self {
        self.file(name, test_issuer::json::record_text(record))
    }

    fn lines(self, name: &str, records: &[Value]) -> Self {
        let lines = records.iter().map(|record| test_issuer::json::record_line(record) + "\n");
        self.file(name, lines.collect::<String>())
    }

    /// Looks for the reason elsewhere.
    fn at(mut self, place: &str) -> Self {
        place.clone_into(&mut self.at);
        self
    }

    fn pin(mut self, pin: Option<String>) -> Self {
        self.pin = pin;
        self
    }

    fn args<A: Into<OsString>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Prepares what is no plain file.
    fn with(self, prepare: impl FnOnce(&Path)) -> Self {
        prepare(&self.evidence.path(""));
        self
    }

    fn gives(mut self, verdict: &'static str, status: i32) -> Self {
        self.expected = Some((verdict, status));
        self
    }

    #[track_caller]
    fn run(&self) -> Report {
        let pin = self.pin.iter().flat_map(|pin| ["--pin".into(), OsString::from(pin)]);
        let args: Vec<OsString> = pin.chain(self.args.clone()).chain(["e".into()]).collect();
        self.evidence.verify_with(&args)
    }

    #[track_caller]
    fn reach(self, reason: Reason) {
        self.reach_in(reason, &self.run());
    }

    #[track_caller]
    fn reach_in(&self, reason: Reason, report: &Report) {
        let with_reason: Vec<&Value> = report
            .at(&self.at)
            .into_iter()
            .filter(|r| reasons(r).contains(reason.code()))
            .collect();
        let found = || format!("{:?}\n{:#}", report.places(), report.json["results"]);
        let [result] = with_reason.as_slice() else {
            panic!(
                "{} results at {} have {}: {}",
                with_reason.len(),
                self.at,
                reason.code(),
                found()
            )
        };
        let (verdict, status) = self.expected.expect("what is expected");
        assert_eq!((&result["verdict"], report.status), (&verdict.into(), status), "{}", found());
    }
}

/// Names the cases of each reason. Each is a test of its own.
macro_rules! cases {
    ($($reason:ident: $($module:ident::$case:ident),+;)+) => {
        const REACHED: &[Reason] = &[$(Reason::$reason,)+];

        mod reached {
            use super::*;
            $($(
                #[test]
                fn $case() {
                    if let Some(case) = Into::<Option<Case>>::into(super::$module::$case()) {
                        case.reach(Reason::$reason);
                    }
                }
            )+)+
        }
    };
}

cases! {
    InvalidJson: parse::invalid_json, parse::invalid_json_in_a_line;
    DuplicateJsonKey: parse::duplicate_json_key, parse::duplicate_json_key_in_a_line,
        parse::duplicate_json_key_in_the_signed_payload;
    TooDeep: parse::too_deep;
    TooLarge: parse::too_large;
    InvalidUtf8: parse::invalid_utf8, parse::invalid_utf8_as_utf16;
    UnreadableFile: parse::unreadable_file_that_is_missing, parse::unreadable_file_by_permission;
    ChangedWhileReading: parse::changed_while_reading;
    NotARegularFile: parse::not_a_regular_file_but_a_fifo, parse::not_a_regular_file_but_a_socket,
        parse::not_a_regular_file_but_a_link_out, parse::not_a_regular_file_but_a_device;
    UnsupportedRecord: parse::unsupported_record_of_the_viewer,
        parse::unsupported_record_of_the_viewer_with_quotes,
        parse::unsupported_record_of_a_comparison, parse::unsupported_record_of_an_ingest,
        parse::unsupported_record_in_a_list;
    Compressed: parse::compressed;
    ArchiveDamaged: parse::archive_damaged;
    ArchiveEncrypted: parse::archive_encrypted;
    ArchiveLimit: parse::archive_limit;
    BagFileChanged: bags::bag_file_changed;
    BagFileMissing: bags::bag_file_missing;
    BagFileUnlisted: bags::bag_file_unlisted;
    BagFileNotChecked: bags::bag_file_not_checked;
    BagPathOutside: bags::bag_path_outside;
    BagSizeMismatch: bags::bag_size_mismatch;
    BagManifestMissing: bags::bag_manifest_missing;
    BagManifestInvalid: bags::bag_manifest_invalid;
    BagTagManifestMissing: bags::bag_tag_manifest_missing;
    UnsupportedSchema: parse::unsupported_schema, parse::unsupported_schema_by_version,
        parse::unsupported_schema_of_a_statement;
    MissingField: parse::missing_field, parse::missing_field_that_is_null;
    InvalidField: parse::invalid_field, parse::invalid_field_by_letter_case;
    OtherVersion: content::other_version;
    ContentHashMismatch: content::content_hash_mismatch;
    ContentNotSupplied: content::content_not_supplied;
    OriginalBytesHashMismatch: content::original_bytes_hash_mismatch,
        content::original_bytes_hash_mismatch_in_a_request;
    PayloadHashMismatch: content::payload_hash_mismatch,
        content::payload_hash_mismatch_of_an_audit_event;
    CanonicalFormUndetermined: content::canonical_form_undetermined;
    WeakerFormMatched: content::weaker_form_matched;
    CanonicalizationFailed: content::canonicalization_failed;
    SignatureInvalid: signing::signature_invalid, signing::signature_invalid_beside_others,
        signing::signature_invalid_for_the_required_signer;
    NoSignature: signing::no_signature, signing::no_signature_left;
    NoPublicKey: signing::no_public_key;
    InvalidPublicKey: signing::invalid_public_key, signing::invalid_public_key_document;
    UnsupportedAlgorithm: signing::unsupported_algorithm;
    SignedBytesUndocumented: signing::signed_bytes_undocumented;
    NoPinnedKeyHolds: signing::no_pinned_key_holds;
    KeyNotPinned: signing::key_not_pinned;
    PinnedKeyMismatch: signing::pinned_key_mismatch, signing::pinned_key_mismatch_by_tenant;
    UnexpectedSigner: signing::unexpected_signer;
    OutsideKeyValidity: signing::outside_key_validity_before, signing::outside_key_validity_after;
    KeyCompromised: signing::key_compromised;
    SignedFieldsDiffer: signing::signed_fields_differ;
    SignedPayloadDoesNotBind: signing::signed_payload_does_not_bind;
    CompositeHashMismatch: traces::composite_hash_mismatch;
    CompositeFormUndetermined: traces::composite_form_undetermined;
    SealMismatch: traces::seal_mismatch;
    TraceNotSealed: traces::trace_not_sealed;
    SequenceGap: sequence::sequence_gap, sequence::sequence_gap_that_fails;
    SequenceConflict: sequence::sequence_conflict;
    SequenceDuplicate: sequence::sequence_duplicate;
    EventCountMismatch: traces::event_count_mismatch;
    ItemRepeated: traces::item_repeated;
    ItemOutOfOrder: traces::item_out_of_order;
    TraceEmpty: traces::trace_empty;
    InvalidEventType: rules::invalid_event_type, rules::invalid_event_type_of_a_record;
    InvalidDocumentHash: rules::invalid_document_hash, rules::invalid_document_hash_of_a_record;
    InvalidMetadata: rules::invalid_metadata;
    MetadataTooLarge: rules::metadata_too_large;
    InvalidOriginalBytesBase64: rules::invalid_original_bytes_base64;
    OriginalBytesEmpty: rules::original_bytes_empty;
    OriginalBytesTooLarge: rules::original_bytes_too_large;
    InvalidAttestationType: rules::invalid_attestation_type,
        rules::invalid_attestation_type_of_a_record;
    EmptyPayload: rules::empty_payload;
    InvalidContext: rules::invalid_context;
    SubjectTooLarge: rules::subject_too_large;
    SubjectTooManyKeys: rules::subject_too_many_keys;
    InvalidLabel: rules::invalid_label, rules::invalid_label_of_a_trace;
    PayloadTooLarge: rules::payload_too_large, rules::payload_too_large_of_an_attestation;
    InvalidPayload: rules::invalid_payload;
    PrivateKey: parse::private_key;
    ListIncomplete: sequence::list_incomplete;
    ProofNotFound: lookup::proof_not_found, lookup::proof_not_found_for_an_id;
    DocumentNotFound: lookup::document_not_found;
    AttestationNotFound: lookup::attestation_not_found;
    EventNotFound: lookup::event_not_found;
    TraceNotFound: lookup::trace_not_found;
    IdNotSigned: lookup::id_not_signed;
}

/// A new code without a case fails here.
#[test]
fn every_reason_is_reached() {
    let codes = |all: &[Reason]| all.iter().map(|r| r.code()).collect::<BTreeSet<_>>();
    assert_eq!(codes(REACHED), codes(Reason::ALL));
    assert_eq!(REACHED.len(), Reason::ALL.len());
}
