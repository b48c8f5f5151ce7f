//! The samples' README. It is evidence too: it has a record of its own.

use super::set::{Expected, Place, Samples};
use crate::json::record_text;
use crate::{Document, Issuer};

const RECORD: &str = "README.record.json";

/// Its own two rows, which its tables need before the text can be anchored.
pub(super) fn expectations(samples: &mut Samples) {
    let why = "this file is anchored too: its SHA-256 is in `README.record.json`";
    samples.expect("README.md", "content", "verified", &[], why);
    let why = "the record of this README";
    samples.expect(RECORD, "document", "verified", &[], why);
}

/// Writes the README, and then its record.
pub(super) fn add(samples: &mut Samples, issuer: &Issuer) {
    let text = text(samples, issuer);
    let record = issuer.document(&Document::new(
        text.as_bytes(),
        "README of the samples",
        "2026-03-31T12:00:00.000000Z",
    ));
    samples.add("README.md", text);
    samples.add(RECORD, record_text(&record));
}

fn text(samples: &Samples, issuer: &Issuer) -> String {
    let (wrong, good): (Vec<&Expected>, Vec<&Expected>) =
        samples.expected().iter().partition(|e| e.path.starts_with("wrong/"));
    let name = issuer.name();
    let domain = issuer.domain();
    let fingerprint = issuer.fingerprint();
    format!(
        "# Samples

Evidence as an auditor would receive it from {name} ({domain}), an
organisation that does not exist. The test issuer in this repository made all of it; do not edit
these files by hand, not even their line endings, or they stop verifying.

Verify all of it, with the organisation's key pinned for this one run:

```
proofdesk verify --pin {domain}=@samples/harbourline.key.json samples
```

The key in `harbourline.key.json` has this fingerprint (the SHA-256 of its 32 bytes):

```
{fingerprint}
```

An auditor compares it with one that came another way: by telephone, on paper, from an earlier
audit. The private key of the samples is public, so whatever is signed with it is only a sample.
Without `--pin` nothing here is verified, because a record cannot vouch for its own key.

The exit status is 1, since `wrong/` has mismatches. `good/` alone gives 3: it has no mismatch, but
compliance events are unsigned and so unconfirmed.

A file and its record are matched by hash, whatever their names. A file is verified when its record
is. When its only record was rejected, the file is unconfirmed and has the record's first reason.
The audit events of one organisation and key have one more result, for the log as a whole. Mails and
archives are read in place; `›` stands between the name of one and the name of what is in it.

## Nothing wrong (this folder and `good/`)

{}
## Wrong on purpose (`wrong/`)

{}",
        table(&good),
        table(&wrong),
    )
}

fn table(rows: &[&Expected]) -> String {
    let mut out = String::from("| file | verdict | reasons | why |\n|---|---|---|---|\n");
    for e in rows {
        let place = match &e.place {
            Place::File if e.kind == "audit_log" => " as a whole".to_owned(),
            Place::File => String::new(),
            Place::Lines(first, last) if first == last => format!(" line {first}"),
            Place::Lines(first, last) => format!(" lines {first} to {last}"),
            Place::Pointer(pointer) => format!(" at `{pointer}`"),
            Place::Elements(array, count) => {
                format!(" at `{array}/0` to `{array}/{}`", count - 1)
            }
        };
        let reasons: Vec<String> = e.reasons.iter().map(|code| format!("`{code}`")).collect();
        let reasons = reasons.join(", ");
        out.push_str(&format!("| `{}`{place} | {} | {reasons} | {} |\n", e.path, e.verdict, e.why));
    }
    out
}
