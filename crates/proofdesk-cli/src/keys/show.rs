//! `proofdesk keys show` and `keys list`: what the ring says of its keys.

use std::io;
use std::path::Path;

use proofdesk_engine::keys::{KeyRing, RingPin, SAMPLE_FINGERPRINT};
use proofdesk_engine::platform::display_path;

use crate::page::Page;

/// Everything about one key.
pub(super) fn show(pin: &RingPin, page: &mut Page<'_>) -> io::Result<()> {
    page.text(0, &pin.label)?;
    page.known_fingerprint("fingerprint", &pin.fingerprint)?;
    page.known_key("key", &pin.key)?;
    let beside = pin.compared_with.as_ref().map(|file| format!("{file} lies beside the key"));
    let optional = [
        ("domain", &pin.domain),
        ("tenant id", &pin.tenant_id),
        ("key id", &pin.key_id),
        ("valid from", &pin.valid_from),
        ("valid until", &pin.valid_until),
        ("compromised since", &pin.compromised_since),
        (if pin.matched { "fingerprint was" } else { "you noted" }, &pin.confirmed),
        ("not independent", &beside),
        ("note", &pin.note),
        ("added", &pin.added_at),
    ];
    if pin.reviewer {
        page.known(
            "reviewer",
            "it is the key of somebody who signs reports; it verifies no evidence",
        )?;
    }
    for (name, value) in optional {
        if let Some(value) = value {
            page.known(name, value)?;
        }
    }
    if pin.fingerprint == SAMPLE_FINGERPRINT {
        page.known("sample", "it is the key of the sample evidence, which anybody can sign with")?;
    }
    Ok(())
}

/// Every key with its fingerprint.
pub(super) fn list(ring: &KeyRing, path: &Path, page: &mut Page<'_>) -> io::Result<()> {
    if ring.pins().is_empty() {
        let shown = display_path(path);
        let words = match path.exists() {
            true => format!("No keys are pinned in {shown}."),
            false => format!("There is no key ring {shown} yet; `proofdesk keys add` makes it."),
        };
        return page.text(0, words);
    }
    for pin in ring.pins() {
        let domain = pin.domain.as_deref().filter(|d| *d != pin.label);
        let domain = domain.map(|d| format!(" ({d})")).unwrap_or_default();
        let mark = if pin.compromised_since.is_some() { ", compromised" } else { "" };
        let sample = if pin.fingerprint == SAMPLE_FINGERPRINT { ", sample" } else { "" };
        let reviewer = if pin.reviewer { ", reviewer" } else { "" };
        page.text(0, format!("{}{domain}{reviewer}{mark}{sample}", pin.label))?;
        page.rows(2, &pin.fingerprint)?;
    }
    Ok(())
}
