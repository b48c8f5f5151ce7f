//! Reason codes: why a check did not pass, and what a person is told about it.
//!
//! Codes are stable and part of the report format. A code that the API documents is used as it
//! stands there. The words never claim more than was checked: a mismatch has three possible
//! causes (an accident, an export that altered the record, a deliberate change), and nothing
//! here says which it was.

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident $code:literal: $clause:literal; $cause:literal; $next:literal;)+) => {
        /// Why a check did not pass. Match on variants or on [`code`](Reason::code), never on
        /// the words.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Reason {
            $($(#[$doc])* $variant,)+
        }

        impl Reason {
            /// Every reason there is.
            pub const ALL: &'static [Reason] = &[$(Reason::$variant,)+];

            /// The stable code: lowercase words joined by underscores.
            pub fn code(self) -> &'static str {
                match self { $(Reason::$variant => $code,)+ }
            }

            /// A clause that continues "Does not match:", "Not confirmed:" or "Cannot be
            /// checked:".
            pub fn clause(self) -> &'static str {
                match self { $(Reason::$variant => $clause,)+ }
            }

            /// What may have caused it, in one or two sentences.
            pub fn cause(self) -> &'static str {
                match self { $(Reason::$variant => $cause,)+ }
            }

            /// What to do next, in one or two sentences.
            pub fn next_step(self) -> &'static str {
                match self { $(Reason::$variant => $next,)+ }
            }
        }
    };
}

reasons! {
    /// The text is not JSON.
    InvalidJson "invalid_json": "it is not well-formed JSON";
        "The file was cut short, joined with another or edited by hand.";
        "Ask for the file again, as the API returned it.";
    /// An object has a key twice.
    DuplicateJsonKey "duplicate_json_key": "a key occurs twice in one object, so that programs and people could read different values";
        "The record was edited by hand, or a program wrote it wrongly. The API does not write a key twice.";
        "Ask the issuer for the record again, directly from the API.";
    /// Values nested too deep.
    TooDeep "too_deep": "it is nested too deep to be read";
        "No documented record is nested deeper than a few levels.";
        "Ask for the record as the API returned it.";
    /// Larger than the limits.
    TooLarge "too_large": "it is too large to be read as a record";
        "A record, or an export in one JSON value, is larger than the limit.";
        "Ask for the export as NDJSON (one record a line), or in parts.";
    /// Not UTF-8.
    InvalidUtf8 "invalid_utf8": "its text is not UTF-8";
        "A program saved the file in another encoding, or some bytes were damaged.";
        "Ask for the file as the API returned it, or save it as UTF-8.";
    /// Could not be opened or read.
    UnreadableFile "unreadable_file": "the file could not be read";
        "You may lack the permission, or the disk or the connection to it failed.";
        "Check the permissions, copy the file to a local disk and try again.";
    /// The file changed during reading.
    ChangedWhileReading "changed_while_reading": "the file changed while it was being read";
        "Another program was writing to it.";
        "Close that program, or copy the file, and verify the copy.";
    /// A pipe, device, socket, or a link that leads out of the folder.
    NotARegularFile "not_a_regular_file": "it is not a regular file";
        "Pipes, devices, sockets and links that lead out of the given folder are never opened.";
        "If it belongs to the evidence, copy its content to a file, or name the link's target.";
    /// JSON that is like a record but of no kind that can be verified.
    UnsupportedRecord "unsupported_record": "it is not a record of a kind that can be verified";
        "It is another answer of the API, or an export that leaves out what verification needs.";
        "Ask for the full record of each item, as the API returns it.";
    /// A schema version that is not known.
    UnsupportedSchema "unsupported_schema": "it is not shown to be of a schema version that this program knows";
        "It was written by a newer version of the API, the version was changed, or the bytes were signed as something else.";
        "Look for a newer version of this program, or ask the issuer.";
    /// A field that is needed is not there.
    MissingField "missing_field": "a field that is needed is missing";
        "An export left it out, or the record was cut or edited.";
        "Ask for the full record, as the API returns it.";
    /// A field has a value of the wrong kind.
    InvalidField "invalid_field": "a field does not have the form it should have";
        "An export changed it, or the record was edited.";
        "Ask for the record as the API returns it.";
    /// A private key, of which nothing is ever repeated.
    PrivateKey "private_key": "it holds a private key";
        "Private keys do not belong in evidence: whoever has one can sign in its owner's name.";
        "Tell the owner of the key, treat it as compromised, and remove it from the evidence.";
    /// Compressed, or other files packed into one.
    Compressed "compressed": "it is compressed or packed, and what it holds was not looked at";
        "Evidence is often packed to be sent.";
        "Unpack it, and add the files that come out of it.";
    /// The content in the set does not have the recorded hash.
    ContentHashMismatch "content_hash_mismatch": "the content does not have the hash that the record states";
        "Another version of the content, an export that altered one of them, or a deliberate change.";
        "Ask the issuer for the content and the record again, and compare both hashes.";
    /// The content is not in the set.
    ContentNotSupplied "content_not_supplied": "the content that it speaks of is not in this evidence";
        "It was not delivered, or what was delivered is another version (a re-save and a change of line endings count as that).";
        "Add the exact file that was anchored. Its name does not matter.";
    /// Bytes carried in the record do not hash to its hash.
    OriginalBytesHashMismatch "original_bytes_hash_mismatch": "the bytes that it carries do not have the hash that it states";
        "The bytes or the hash were replaced, by accident or on purpose.";
        "Ask the issuer which of the two is right.";
    /// The payload does not have the recorded hash.
    PayloadHashMismatch "payload_hash_mismatch": "the payload does not have the hash that the record states";
        "An accident, an export that altered the payload, or a deliberate change.";
        "Ask the issuer for the record again, directly from the API, and compare.";
    /// The difference may come from an undocumented canonical form.
    CanonicalFormUndetermined "canonical_form_undetermined": "how its payload was written down for hashing is not known for certain";
        "The payload holds a construct on which implementations disagree, or the form is not documented. In neither case does a difference by itself show a change.";
        "Ask the issuer for the exact bytes that were hashed.";
    /// It matched only in a form that is weaker than the documented ones.
    WeakerFormMatched "weaker_form_matched": "the content has the stated hash only after it was rewritten";
        "The content was stored in another form than it was hashed in.";
        "Ask for the raw record, byte for byte as the API returns it.";
    /// There are no canonical bytes.
    CanonicalizationFailed "canonicalization_failed": "the bytes that were signed cannot be rebuilt from it";
        "A value, such as a timestamp, is not of a form that can have been signed.";
        "Ask for the record as the API returns it.";
    /// The signature does not hold.
    SignatureInvalid "signature_invalid": "its signature does not hold";
        "An accident, an export that altered the record, or a deliberate change: of the signed content, of the signature or of the key.";
        "Ask the issuer for the record again, directly from the API, and verify that.";
    /// There is no signature.
    NoSignature "no_signature": "it carries no signature";
        "Compliance events, and the items of lists, are given out without one; or an export left it out.";
        "Ask the issuer for this record by itself, or for a signed proof of it, such as the sealed trace that it is part of.";
    /// There is no key to check with.
    NoPublicKey "no_public_key": "there is no public key to check the signature with";
        "The record names none, and you pinned none.";
        "Get the issuer's public key from the issuer, compare its fingerprint and pin it.";
    /// The key in the record is not a usable Ed25519 key.
    InvalidPublicKey "invalid_public_key": "the public key in it is not a usable Ed25519 key";
        "The key was damaged or cut, or replaced by one that would accept forged signatures.";
        "Ask the issuer for the record again, directly from the API.";
    /// Not Ed25519.
    UnsupportedAlgorithm "unsupported_algorithm": "it names a signature algorithm other than Ed25519";
        "The API documents Ed25519 only.";
        "Ask the issuer what the record was signed with.";
    /// No candidate for the signed bytes holds.
    SignedBytesUndocumented "signed_bytes_undocumented": "its signature is not shown to cover what records of this kind are signed over";
        "The issuer's service signs another form, or the record or the signature was changed. The two cannot be told apart here.";
        "Ask the issuer for the exact bytes that were signed.";
    /// A record without a key holds under no pinned key.
    NoPinnedKeyHolds "no_pinned_key_holds": "its signature holds under none of the keys that you pinned";
        "The signer's key is not among your pins, or the record was changed. The two cannot be told apart here.";
        "Pin the key of the issuer that the record should come from, and verify again.";
    /// The embedded key is not pinned.
    KeyNotPinned "key_not_pinned": "its key is not one that you pinned for its issuer";
        "The record brings its own key. Anybody can make a key, so this says nothing about who signed.";
        "Get the issuer's public key from the issuer, compare its whole fingerprint and pin it.";
    /// The record's issuer is pinned with another key.
    PinnedKeyMismatch "pinned_key_mismatch": "it names an issuer that you pinned, but bears another key";
        "The issuer uses a key that you have not pinned, or somebody else made the record in the issuer's name.";
        "Ask the issuer, over a channel that you trust, whether the key with this fingerprint is theirs.";
    /// Not the signer that was required, or in a trace not that of the seal.
    UnexpectedSigner "unexpected_signer": "it is not signed by the expected signer";
        "It comes from another issuer, or was signed with another key.";
        "Check which signer the record should have, and whether it belongs to this evidence.";
    /// Signed outside the pin's dates, or at a time that the record does not state.
    OutsideKeyValidity "outside_key_validity": "it is not shown to be signed within the time in which you trust the key";
        "The record is older or newer than the dates that you gave the pin, or it states no time of signing.";
        "Check the dates of the pin, and ask the issuer which key was in use at that time.";
    /// Signed after the key was compromised.
    KeyCompromised "key_compromised": "its time of signing is not before the date from which you marked the key as compromised";
        "Since that date others may have signed with this key.";
        "Ask the issuer to confirm the record by other means.";
    /// A shown field differs from the signed one.
    SignedFieldsDiffer "signed_fields_differ": "a field that it shows is not what was signed";
        "An accident, an export that altered the record, or a deliberate change of the shown field.";
        "Rely on the signed value, and ask the issuer for the record again, directly from the API.";
    /// The signed bytes do not speak of this record, or not for certain.
    SignedPayloadDoesNotBind "signed_payload_does_not_bind": "the signed bytes are not shown to speak of this record";
        "The signature was taken from another record, by accident or on purpose, or the signed bytes are of a form that is not documented.";
        "Ask the issuer for the record again, directly from the API.";
    /// The composite hash is not that of the items.
    CompositeHashMismatch "composite_hash_mismatch": "the items do not give the hash that the trace was sealed with";
        "An item was removed, added, changed or moved, by accident or on purpose.";
        "Ask the issuer for the proof of this trace again, and compare the items.";
    /// The items carry no hashes to rebuild the composite from.
    CompositeFormUndetermined "composite_form_undetermined": "its items carry no hashes to rebuild the composite hash from";
        "An export left them out.";
        "Ask for the proof of the trace as the API returns it.";
    /// The seal is not over the composite hash.
    SealMismatch "seal_mismatch": "the seal is not over the hash of these items";
        "The seal or the composite hash was replaced, by accident or on purpose.";
        "Ask the issuer for the proof of this trace again.";
    /// The trace has no seal.
    TraceNotSealed "trace_not_sealed": "the trace is not sealed, so that items can still be added or left out";
        "The proof was exported before the trace was sealed.";
        "Ask the issuer for the proof after sealing.";
    /// Numbers are missing in a sequence.
    SequenceGap "sequence_gap": "numbers are missing in the sequence of events";
        "A filter or the retention period left events out, or events were removed.";
        "Ask the issuer for the missing numbers, or for the reason of their absence.";
    /// Two events claim one number.
    SequenceConflict "sequence_conflict": "two different events bear the same number";
        "The issuer signed two events with one number, so that one of them may have been replaced.";
        "Ask the issuer which of the two is the record, and how the other came to be signed.";
    /// The same event occurs more than once.
    SequenceDuplicate "sequence_duplicate": "an event occurs more than once";
        "Exports overlap. The copies are the same.";
        "Nothing needs to be done.";
    /// A list says that more of it follows, which is not in the set.
    ListIncomplete "list_incomplete": "the list says that more follows, which is not in this evidence";
        "One page of several was delivered, or the export was stopped before its end.";
        "Ask for the remaining pages, or for the whole export.";
    /// The stated count is not the number of items.
    EventCountMismatch "event_count_mismatch": "the number of items is not the number that the trace states";
        "Items were removed or added, or the count was changed.";
        "Ask the issuer for the proof of this trace again.";
    /// An item occurs twice.
    ItemRepeated "item_repeated": "an item occurs more than once in the trace";
        "An export repeated it, or it was put in the place of another.";
        "Ask the issuer for the proof of this trace again.";
    /// Items are not in chronological order.
    ItemOutOfOrder "item_out_of_order": "the items are not in the order of their times";
        "Times are not signed by themselves: one may have been changed, or an export sorted the items.";
        "Ask the issuer for the proof of this trace again, and compare the times.";
    /// A trace without items.
    TraceEmpty "trace_empty": "the trace has no items";
        "None were added yet, or items are missing here: a trace without items cannot be sealed.";
        "Ask the issuer for the proof of this trace again.";
    /// Event type missing or too long.
    InvalidEventType "invalid_event_type": "event_type is missing, empty or longer than 128 characters";
        "The API refuses such a value.";
        "Correct event_type before the request is sent, or ask the issuer for the record again.";
    /// Hash not of the documented form.
    InvalidDocumentHash "invalid_document_hash": "document_hash is not 64 lowercase hexadecimal digits";
        "The API writes and accepts that form only: something rewrote the hash.";
        "Ask for the record as the API returns it.";
    /// Metadata is not an object.
    InvalidMetadata "invalid_metadata": "metadata is not a JSON object";
        "The API refuses such a value.";
        "Send metadata as an object.";
    /// Metadata too large.
    MetadataTooLarge "metadata_too_large": "metadata is larger than the limit";
        "The API refuses such a value.";
        "Shorten metadata.";
    /// Original bytes are not base64.
    InvalidOriginalBytesBase64 "invalid_original_bytes_base64": "original_bytes_b64 is not valid base64";
        "The bytes were cut or encoded in another way.";
        "Encode the exact bytes of the document as standard base64.";
    /// Original bytes are empty.
    OriginalBytesEmpty "original_bytes_empty": "original_bytes_b64 is empty";
        "The document was empty, or could not be read when the request was made.";
        "Leave the field out, or supply the bytes.";
    /// Original bytes are too large.
    OriginalBytesTooLarge "original_bytes_too_large": "the original bytes are larger than 5 MB";
        "The API refuses such a value.";
        "Anchor the hash only, without the bytes.";
    /// Unknown attestation type.
    InvalidAttestationType "invalid_attestation_type": "its type is none of output, decision and approval";
        "The API knows these three only: something rewrote the type.";
        "Ask for the record as the API returns it.";
    /// Empty input or output.
    EmptyPayload "empty_payload": "input or output is empty";
        "The API refuses such a value.";
        "Supply both texts.";
    /// Empty context field.
    InvalidContext "invalid_context": "a field of the model context is empty";
        "The API refuses such a value.";
        "Supply the field, or leave it out.";
    /// Subject too large.
    SubjectTooLarge "subject_too_large": "the subject is larger than 8 KB";
        "The API refuses such a value.";
        "Shorten the subject.";
    /// Too many subject keys.
    SubjectTooManyKeys "subject_too_many_keys": "the subject has more than 20 keys beside user_id and session_id";
        "The API refuses such a value.";
        "Use fewer keys.";
    /// Trace label missing or too long.
    InvalidLabel "invalid_label": "label is missing, empty or longer than 255 characters";
        "The API refuses such a value.";
        "Correct the label before the request is sent, or ask the issuer for the trace again.";
    /// Body too large.
    PayloadTooLarge "payload_too_large": "it is larger than the API accepts for this resource";
        "The API refuses such a request.";
        "Reduce the size.";
    /// Body fails its schema.
    InvalidPayload "invalid_payload": "the request does not have the documented shape";
        "A field is missing or of the wrong kind.";
        "Correct the fields that are named.";
    /// Content that no record names.
    ProofNotFound "proof_not_found": "no record in this evidence names this content";
        "The record was not delivered, or the content is another version than the one that was anchored. The record may also be in another export, belong to another tenant or be past its retention period.";
        "Ask the issuer for the proof record of exactly this file, or for the version that was anchored.";
    /// Found by an id that nothing signs.
    IdNotSigned "id_not_signed": "it was found by an id that nothing signs, and whoever can edit the file can write any id";
        "The id stands beside what is signed, or the record is of a kind whose id is never signed.";
        "Compare the signed values with what you look for, or ask the issuer for a record that signs this id.";
    /// A document that was asked for is not in the set.
    DocumentNotFound "document_not_found": "no document record with this id or hash is in this evidence";
        "It may be in another export, belong to another tenant or be past its retention period. That it is not in this evidence set does not show that it was never made.";
        "Compare the id character by character. Then ask the issuer for the record of this document, for the document itself, and which tenant and retention period it has.";
    /// An attestation that was asked for is not in the set.
    AttestationNotFound "attestation_not_found": "no AI attestation with this id or hash is in this evidence";
        "It may be in another export, belong to another tenant or be past its retention period. That it is not in this evidence set does not show that it was never made.";
        "Compare the id character by character. Then ask the issuer for the record of this attestation, for its raw body, and which tenant and retention period it has.";
    /// An event that was asked for is not in the set.
    EventNotFound "event_not_found": "no event with this id or hash is in this evidence";
        "It may be in another export, belong to another tenant or be past its retention period. That it is not in this evidence set does not show that it was never made.";
        "Compare the id character by character. Then ask the issuer for the record of this event and its proof, and which tenant and retention period it has.";
    /// A trace that was asked for is not in the set.
    TraceNotFound "trace_not_found": "no trace with this id or hash is in this evidence";
        "It may be in another export, belong to another tenant or be past its retention period. That it is not in this evidence set does not show that it was never made.";
        "Compare the id character by character. Then ask the issuer for the proof bundle of this trace, and which tenant and retention period it has.";
}

impl serde::Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}
