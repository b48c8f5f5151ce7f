//! Reason codes: why a check did not pass, and what a person is told about it.
//!
//! Codes are stable and part of the report format. A code that the API documents is used as it
//! stands there. The words never claim more than was checked: a mismatch has three possible
//! causes (an accident, an export that altered the record, a deliberate change), and nothing
//! here says which it was.

use crate::packed::packed_enum;

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

            /// The reason with this code.
            pub fn of_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|reason| reason.code() == code)
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
    InvalidJson "invalid_json": "its JSON is not well formed";
        "The file may have been cut short, joined with another, or edited by hand.";
        "Ask for the file again, as the API returned it.";
    /// An object has a key twice.
    DuplicateJsonKey "duplicate_json_key": "one object has the same key twice, so programs and people could read different values";
        "A program may have written it wrongly, or somebody may have edited it by hand.";
        "If it is a record, ask the issuer for it again, directly from the API.";
    /// Values nested too deep.
    TooDeep "too_deep": "its values are nested too deeply to be read";
        "It may be no record: documented records are only a few levels deep.";
        "Ask for the record as the API returned it.";
    /// Larger than the limits.
    TooLarge "too_large": "it is too large to be read as a record";
        "A record, or an export written as one JSON value, is larger than the limit.";
        "Ask for the export as NDJSON (one record per line), or in parts.";
    /// Not UTF-8.
    InvalidUtf8 "invalid_utf8": "its text is not UTF-8";
        "A program may have saved the file in another encoding, or some bytes may have been damaged.";
        "Ask for the file as the API returned it, or add a copy that you saved as UTF-8; keep the original.";
    /// Could not be opened or read.
    UnreadableFile "unreadable_file": "the file could not be read";
        "You may not have permission to read it, its name may lead in a circle or be too long, or the disk or the connection to it may have failed.";
        "Get permission to read it or mend what else keeps it from being read, or ask somebody who can read it for a copy, and try again.";
    /// The file changed during reading.
    ChangedWhileReading "changed_while_reading": "the file changed while it was being read";
        "Another program may have been writing to it.";
        "Close that program, or copy the file, and verify the copy.";
    /// A pipe, device, socket, or a link that leads out of the folder.
    NotARegularFile "not_a_regular_file": "it is not a regular file";
        "It may be a pipe, a device, a socket, or a link that leads out of the given folder: Proofdesk opens none of these.";
        "If it belongs to the evidence, copy its content to a file, or name the target of the link.";
    /// JSON that is like a record but of no kind that can be verified.
    UnsupportedRecord "unsupported_record": "it is not a record of a kind that can be verified";
        "It may be another answer of the API, or an export that leaves out what verification needs.";
        "Ask for the full record of each item, as the API returns it.";
    /// A schema version that is not known.
    UnsupportedSchema "unsupported_schema": "its schema version is missing, or is not one that this program knows";
        "A newer version of the API may have written it, the version may have been changed, or the bytes may have been signed as something else.";
        "Look for a newer version of this program, or ask the issuer.";
    /// A field that is needed is not there.
    MissingField "missing_field": "a required field is missing";
        "An export may have left it out, or the record may have been cut short or edited.";
        "Ask for the full record, as the API returns it.";
    /// A field has a value of the wrong kind.
    InvalidField "invalid_field": "a field does not have the documented form";
        "An export may have changed it, or the record may have been edited.";
        "Ask for the record as the API returns it.";
    /// A private key, of which nothing is ever repeated.
    PrivateKey "private_key": "it contains a private key";
        "Somebody may have added it by mistake. Whoever has it can sign in its owner's name.";
        "Tell the owner, and treat the key as compromised. Restrict access to the file as you received it, and leave it out of copies that you pass on.";
    /// Compressed, or other files packed into one.
    Compressed "compressed": "it is compressed or packed, and what is inside was not examined";
        "It may have been packed for sending.";
        "Unpack it, and add the files inside.";
    /// A container that does not hold together, or breaks off.
    ArchiveDamaged "archive_damaged": "the archive or mail that it is or lies in is damaged";
        "It may have been cut short or altered on the way, or the program that wrote it may have done so wrongly.";
        "Ask for it again. What could be read of it is in this report; the rest was not examined.";
    /// A member that nobody can read without a password or a key.
    ArchiveEncrypted "archive_encrypted": "it is encrypted, and what is inside was not examined";
        "It may have been encrypted for sending.";
        "Decrypt it with the password or the key of whoever sent it, and add the files inside.";
    /// More comes out of a container than may.
    ArchiveLimit "archive_limit": "it exceeds a limit for what is read inside archives and mails";
        "It may be very large, nested deeply, or made to exhaust programs that unpack it.";
        "If you trust where it comes from, raise the limit that is named, or unpack it and add the files inside.";
    /// A file of a bag has another hash than its manifest lists.
    BagFileChanged "bag_file_changed": "a file in the bag is not the one that its manifest lists";
        "The file or the manifest may have been damaged or changed, or another version of the file may have been put in its place.";
        "Ask whoever made the bag for it again, as one file, and compare the hashes.";
    /// A file that a manifest lists is not in the bag.
    BagFileMissing "bag_file_missing": "a file that its manifest lists is not in the bag";
        "The bag may have been copied or unpacked only in part, or the file may have been removed or renamed.";
        "Ask whoever made the bag for it again, as one file.";
    /// No manifest lists a file of the bag.
    BagFileUnlisted "bag_file_unlisted": "it holds a file that none of its manifests lists";
        "The file may have been added after the bag was made, or the program that made the bag may not list such files. Nothing shows that the file belongs to the bag.";
        "Ask whoever made the bag whether the file belongs to it.";
    /// A file of a bag is there or may be, and was not compared.
    BagFileNotChecked "bag_file_not_checked": "a file that its manifest lists could not be compared";
        "The file may have been skipped, may not be readable, or may have to be fetched from elsewhere. Verification fetches nothing.";
        "Add the file at its place in the bag, and verify the bag again.";
    /// A manifest lists what cannot be in the bag.
    BagPathOutside "bag_path_outside": "a manifest lists a path outside the bag";
        "The program that made the bag may have written the path wrongly, or somebody may want other files to be read or replaced. Proofdesk does not follow such a path.";
        "Do not unpack or copy the bag with other programs before you have asked whoever made it.";
    /// The payload is not as large as the bag states.
    BagSizeMismatch "bag_size_mismatch": "the number or the size of its files is not the one in bag-info.txt";
        "Files may have been added or removed, the bag copied or unpacked only in part, or the numbers in bag-info.txt changed.";
        "Ask whoever made the bag for it again, as one file.";
    /// No manifest of the payload can be checked.
    BagManifestMissing "bag_manifest_missing": "it has no manifest of SHA-256 or SHA-512 hashes, and others are not checked";
        "The bag may have been made with older hashes such as MD5 or SHA-1, or its manifest may have been removed.";
        "Ask whoever made the bag for a manifest of SHA-256 hashes.";
    /// A manifest, or what declares the bag, cannot be read as such.
    BagManifestInvalid "bag_manifest_invalid": "the files that describe the bag cannot be read in full";
        "A file may have been damaged or edited, or the program that made the bag may have written it in another way.";
        "Ask whoever made the bag for it again, or verify its files without their manifests.";
    /// The manifests themselves are listed nowhere.
    BagTagManifestMissing "bag_tag_manifest_missing": "its manifests are listed nowhere";
        "A bag may come without a tag manifest. Whoever changes a file can then change the manifest too.";
        "Ask whoever made the bag for the SHA-256 of its manifest, and compare it.";
    /// The file is the one that a record names, in another version.
    OtherVersion "other_version": "it is another version of the file that was anchored";
        "A program may have saved the file again, or a version control or mail program may have converted it on the way.";
        "Ask the issuer for the file as it was anchored, or for a record of exactly this file.";
    /// The content in the set does not have the recorded hash.
    ContentHashMismatch "content_hash_mismatch": "the SHA-256 calculated from the content is not the one in the record";
        "Another version of the content, an export that altered the content or the record, or a deliberate change.";
        "Ask the issuer for the content and the record again, and compare both hashes.";
    /// The content is not in the set.
    ContentNotSupplied "content_not_supplied": "the content that it refers to is not in this evidence";
        "The content may not have been delivered, or what was delivered may be another version (saving a file again or changing its line endings makes another version).";
        "Add the content exactly as it was when it was hashed. The name of a file does not matter.";
    /// Bytes carried in the record do not hash to its hash.
    OriginalBytesHashMismatch "original_bytes_hash_mismatch": "the SHA-256 calculated from the bytes in the record is not the one that the record shows";
        "The bytes or the hash may have been replaced, by accident or on purpose.";
        "Ask the issuer which of the two is right.";
    /// The payload does not have the recorded hash.
    PayloadHashMismatch "payload_hash_mismatch": "the SHA-256 calculated from its data is not the one in the record";
        "An accident, an export that altered the data, or a deliberate change.";
        "Ask the issuer for the record again, directly from the API, and compare.";
    /// The difference may come from an undocumented canonical form.
    CanonicalFormUndetermined "canonical_form_undetermined": "how its payload was serialised for hashing is not known for certain";
        "The payload may contain something that programs write in different ways, or its form may not be documented. In neither case does a different hash by itself show a change.";
        "Ask the issuer for the exact bytes that were hashed.";
    /// It matched only in a form that is weaker than the documented ones.
    WeakerFormMatched "weaker_form_matched": "it matches what was hashed or signed only when Proofdesk writes it in another form, not as supplied";
        "A program may have saved it in a form other than the one that was hashed or signed.";
        "Ask for the original, exactly as the API returns it.";
    /// There are no canonical bytes.
    CanonicalizationFailed "canonicalization_failed": "the bytes that were signed cannot be rebuilt from it";
        "An export may have written a value, such as a time, in another form than the one that was signed.";
        "Ask for the record as the API returns it.";
    /// The signature does not hold.
    SignatureInvalid "signature_invalid": "its signature is not valid";
        "An accident, an export that altered the record, or a deliberate change: of the signed part, the signature or the key.";
        "Ask the issuer for the record again, directly from the API, and verify that.";
    /// There is no signature.
    NoSignature "no_signature": "it is unsigned";
        "An export may have left the signature out. The API itself returns compliance events and the items of lists without one.";
        "Ask the issuer for the full record by itself; for an event, for a signed record that covers it, such as the sealed trace that contains it.";
    /// There is no key to check with.
    NoPublicKey "no_public_key": "there is no public key to check its signature with";
        "The record contains none, and you pinned none.";
        "Get the issuer's public key from the issuer, compare its fingerprint, and pin it.";
    /// The key in the record is not a usable Ed25519 key.
    InvalidPublicKey "invalid_public_key": "the public key in it is not a usable Ed25519 key";
        "The key may have been damaged, cut short or replaced.";
        "Ask the issuer for the record again, directly from the API.";
    /// Not Ed25519.
    UnsupportedAlgorithm "unsupported_algorithm": "it names a signature algorithm other than Ed25519";
        "The API documents Ed25519 only.";
        "Ask the issuer what the record was signed with.";
    /// No candidate for the signed bytes holds.
    SignedBytesUndocumented "signed_bytes_undocumented": "it cannot be shown that its signature covers this record";
        "The issuer's service may sign a form that this program does not know, or the record or the signature may have been changed. Proofdesk cannot tell which.";
        "Ask the issuer for the exact bytes that were signed.";
    /// A record without a key holds under no pinned key.
    NoPinnedKeyHolds "no_pinned_key_holds": "its signature is not valid under any key that you pinned";
        "The signer's key may not be among your pins, or the record may have been changed. Proofdesk cannot tell which.";
        "Pin the key of the issuer that the record should come from, and verify again.";
    /// The embedded key is not pinned.
    KeyNotPinned "key_not_pinned": "its key is not one that you pinned for its issuer";
        "The record contains its own key. Anyone can make a key, so this does not show who signed.";
        "Get the issuer's public key from the issuer, compare its whole fingerprint, and pin it.";
    /// The record's issuer is pinned with another key.
    PinnedKeyMismatch "pinned_key_mismatch": "it names an issuer that you pinned, but carries a different key";
        "The issuer may use a key that you have not pinned, somebody else may have made the record in the issuer's name, or the issuer shown may have been changed, where nothing signs it.";
        "Ask the issuer, over a channel that you trust, whether the key with this fingerprint is theirs.";
    /// Not the signer that was required, or in a trace not that of the seal.
    UnexpectedSigner "unexpected_signer": "it is signed with another key than the one that you required";
        "It may come from another issuer, or the issuer may use more than one key.";
        "Check which signer the record should have, and whether it belongs to this evidence.";
    /// Signed outside the pin's dates, or at a time that the record does not show.
    OutsideKeyValidity "outside_key_validity": "it is not shown to have been signed within the dates that you set for the key";
        "The record may be older or newer than the dates that you gave the pin, or these dates may not be those of the key.";
        "Check the dates of the pin, and ask the issuer which key was in use at that time.";
    /// Signed after the key was compromised.
    KeyCompromised "key_compromised": "the time of signing that it shows is on or after the date from which you marked the key as compromised";
        "Somebody else may have signed it with this key, or the issuer, before the key was replaced.";
        "Ask the issuer to confirm the record by other means.";
    /// A shown field differs from the signed one.
    SignedFieldsDiffer "signed_fields_differ": "a field that it shows is not what was signed";
        "An accident, an export that altered the record, or a deliberate change of the field shown.";
        "Do not rely on the value shown. The signature shows what was signed, not that it is right. Ask the issuer for the record again, directly from the API.";
    /// The signed bytes do not speak of this record, or not for certain.
    SignedPayloadDoesNotBind "signed_payload_does_not_bind": "the signed part is not shown to be about this record";
        "The signature may belong to another record, or a field that it shows, such as document_hash, may have been changed, by accident or on purpose; or the signed part may have a form that is not documented.";
        "Ask the issuer for the record again, directly from the API.";
    /// The composite hash is not that of the items.
    CompositeHashMismatch "composite_hash_mismatch": "the hash calculated from the items is not the one shown as composite_hash";
        "An item may have been removed, added, changed or moved, or composite_hash changed, by accident or on purpose.";
        "Ask the issuer for the record of this trace again, and compare the items.";
    /// The items carry no hashes to rebuild the composite from.
    CompositeFormUndetermined "composite_form_undetermined": "its items contain no hashes from which to calculate the sealed hash";
        "An export may have left them out.";
        "Ask for the record of the trace as the API returns it.";
    /// The seal is not over the composite hash.
    SealMismatch "seal_mismatch": "the hash in the seal is not the one that the trace shows as composite_hash";
        "The seal or composite_hash may have been replaced, by accident or on purpose.";
        "Ask the issuer for the record of this trace again.";
    /// The trace has no seal.
    TraceNotSealed "trace_not_sealed": "the trace is not sealed, so items can still be added or left out";
        "The record may have been exported before the trace was sealed, or its status, which is not signed, may have been changed.";
        "Ask the issuer for the record after sealing.";
    /// Numbers are missing in a sequence.
    SequenceGap "sequence_gap": "there is a gap in the numbers of the events";
        "A filter or the retention period may have left events out, or events may have been removed.";
        "Ask the issuer for the missing events, or why they are missing.";
    /// Two events claim one number.
    SequenceConflict "sequence_conflict": "two different events have the same number";
        "The issuer may have signed two events with one number, so that one of them may have been replaced.";
        "Ask the issuer which of the two is the record, and how the other came to be signed.";
    /// The same event occurs more than once.
    SequenceDuplicate "sequence_duplicate": "an event occurs more than once";
        "Exports may overlap. The copies are the same.";
        "Nothing needs to be done.";
    /// A list says that more of it follows, which is not in the set.
    ListIncomplete "list_incomplete": "the list says that more follows, and the rest is not in this evidence";
        "One page of several may have been delivered, or the export may have stopped before its end.";
        "Ask for the remaining pages, or for the whole export.";
    /// The stated count is not the number of items.
    EventCountMismatch "event_count_mismatch": "the number of items is not the number that the trace shows";
        "Items may have been removed or added, or the count may have been changed.";
        "Ask the issuer for the record of this trace again.";
    /// An item occurs twice.
    ItemRepeated "item_repeated": "an item occurs more than once in the trace";
        "An export may have repeated it, or it may have been put in the place of another.";
        "Ask the issuer for the record of this trace again.";
    /// Items are not in chronological order.
    ItemOutOfOrder "item_out_of_order": "the items are not in the order of their times";
        "The times are not signed by themselves: one may have been changed, or an export may have sorted the items.";
        "Ask the issuer for the record of this trace again, and compare the times.";
    /// A trace without items.
    TraceEmpty "trace_empty": "the trace has no items";
        "None may have been added yet, or items may be missing here: a trace without items cannot be sealed.";
        "Ask the issuer for the record of this trace again.";
    /// Event type missing or too long.
    InvalidEventType "invalid_event_type": "event_type is not a text of 1 to 128 characters";
        "It may have been written wrongly: the API refuses such a value.";
        "Correct event_type before the request is sent, or ask the issuer for the record again.";
    /// Hash not of the documented form.
    InvalidDocumentHash "invalid_document_hash": "document_hash is not 64 lowercase hexadecimal characters";
        "A program may have rewritten the hash: the API writes and accepts only this form.";
        "Ask for the record as the API returns it.";
    /// Metadata is not an object.
    InvalidMetadata "invalid_metadata": "metadata is not a JSON object";
        "It may have been written wrongly: the API refuses such a value.";
        "Send metadata as an object.";
    /// Metadata too large.
    MetadataTooLarge "metadata_too_large": "metadata is larger than the limit";
        "It may have been written wrongly: the API refuses such a value.";
        "Shorten metadata.";
    /// Original bytes are not base64.
    InvalidOriginalBytesBase64 "invalid_original_bytes_base64": "original_bytes_b64 is not valid base64";
        "The bytes may have been cut short, or encoded in another way.";
        "Ask the issuer for the record again, directly from the API, and change nothing in it.";
    /// Original bytes are empty.
    OriginalBytesEmpty "original_bytes_empty": "original_bytes_b64 is empty";
        "The document may have been empty, or may not have been readable when the request was made.";
        "Ask the issuer for the record again, directly from the API, and for the document itself.";
    /// Original bytes are too large.
    OriginalBytesTooLarge "original_bytes_too_large": "the original bytes are larger than 5 MB";
        "It may have been written wrongly: the API refuses such a value.";
        "Ask the issuer for the record as the API returns it, and for the document itself.";
    /// Unknown attestation type.
    InvalidAttestationType "invalid_attestation_type": "its type is not output, decision or approval";
        "A program may have rewritten the type: the API knows only these three.";
        "Ask for the record as the API returns it.";
    /// Empty input or output.
    EmptyPayload "empty_payload": "input or output is empty";
        "It may have been written wrongly: the API refuses such a value.";
        "Supply both texts.";
    /// Empty context field.
    InvalidContext "invalid_context": "a field of the model context is empty";
        "It may have been written wrongly: the API refuses such a value.";
        "Supply the field, or leave it out.";
    /// Subject too large.
    SubjectTooLarge "subject_too_large": "the subject is larger than 8 KB";
        "It may have been written wrongly: the API refuses such a value.";
        "Shorten the subject.";
    /// Too many subject keys.
    SubjectTooManyKeys "subject_too_many_keys": "the subject has more than 20 keys besides user_id and session_id";
        "It may have been written wrongly: the API refuses such a value.";
        "Use fewer keys.";
    /// Trace label missing or too long.
    InvalidLabel "invalid_label": "label is not a text of 1 to 255 characters";
        "It may have been written wrongly: the API refuses such a value.";
        "Correct the label before the request is sent, or ask the issuer for the trace again.";
    /// Body too large.
    PayloadTooLarge "payload_too_large": "it is larger than the API accepts for this resource";
        "It may have been written wrongly: the API refuses such a request.";
        "Reduce the size.";
    /// Body fails its schema.
    InvalidPayload "invalid_payload": "the request does not have the documented form";
        "A field may be missing or have a value of the wrong kind.";
        "Correct the fields that are named.";
    /// Content that no record names.
    ProofNotFound "proof_not_found": "no record in this evidence shows the hash of this content";
        "The record may not have been delivered, may be in another export, may belong to another tenant, or may be past its retention period. Or the content may be another version than the one that was anchored.";
        "Ask the issuer for the record of exactly this file, or for the version that was anchored.";
    /// Found by an id that nothing signs.
    IdNotSigned "id_not_signed": "it was found by an id that is not signed, and whoever can edit the file can write any id";
        "The id stands beside the signed part, or records of this kind never sign their id.";
        "Compare the signed values with what you look for, or ask the issuer for a record that signs this id.";
    /// A document that was asked for is not in the set.
    DocumentNotFound "document_not_found": "no document record with this id or hash is in this evidence";
        "It may be in another export, belong to another tenant, or be past its retention period. That it is not in this evidence does not show that it was never made.";
        "Compare the id character by character. Then ask the issuer for the record of this document and for the document itself, and which tenant and retention period it has.";
    /// An attestation that was asked for is not in the set.
    AttestationNotFound "attestation_not_found": "no AI attestation with this id or hash is in this evidence";
        "It may be in another export, belong to another tenant, or be past its retention period. That it is not in this evidence does not show that it was never made.";
        "Compare the id character by character. Then ask the issuer for the record of this attestation and for its raw body, and which tenant and retention period it has.";
    /// An event that was asked for is not in the set.
    EventNotFound "event_not_found": "no event with this id or hash is in this evidence";
        "It may be in another export, belong to another tenant, or be past its retention period. That it is not in this evidence does not show that it was never made.";
        "Compare the id character by character. Then ask the issuer for the record of this event and its proof, and which tenant and retention period it has.";
    /// A trace that was asked for is not in the set.
    TraceNotFound "trace_not_found": "no trace with this id or hash is in this evidence";
        "It may be in another export, belong to another tenant, or be past its retention period. That it is not in this evidence does not show that it was never made.";
        "Compare the id character by character. Then ask the issuer for the record of this trace, and which tenant and retention period it has.";
}

impl serde::Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> serde::Deserialize<'de> for Reason {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::of_code(&code).ok_or_else(|| serde::de::Error::custom("no reason has this code"))
    }
}

packed_enum!(Reason, Reason::ALL);
