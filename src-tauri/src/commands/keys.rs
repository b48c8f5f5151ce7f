//! Commands of the key ring. The ring on the disk is read anew each time: the command line may
//! have changed it.

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use proofdesk_engine::browse::{self, EvidenceKey};
use proofdesk_engine::core::key::{
    KEY_FORMS, MAX_KEY_INPUT, ParsedKey, parse_given_key, parse_key,
};
use proofdesk_engine::keys::{
    FileError, FileFault, KeyHistory, KeyRing, KeyRingError, RingPin, Standing, is_sample,
};
use proofdesk_engine::platform::display_path;
use proofdesk_engine::report::time_of;
use tauri::{AppHandle, State};

use super::SessionState;
use crate::dialogs;
use crate::fault::{Fault, FaultCode, Result, blocking};
use crate::messages::{
    AppEvent, ImportPreview, KeyCandidate, PinnedInstead, Ring, RingKey, Saved, SeenKeys,
};
use crate::saving::{self, Waiting, What};
use crate::session::Session;

/// The ring.
#[tauri::command]
pub(crate) async fn keys(session: SessionState<'_>) -> Result<Ring> {
    let session = session.inner().clone();
    blocking(move || {
        let path = display_path(&session.files.keyring);
        let ring = match session.ring() {
            Ok(ring) => ring,
            Err(fault) => {
                let keys = Vec::new();
                return Ok(Ring { path, keys, others_can_write: false, fault: Some(fault) });
            }
        };
        let keys = ring.pins().iter().map(|pin| shown(pin.clone())).collect();
        Ok(Ring { path, keys, others_can_write: ring.others_can_write(), fault: None })
    })
    .await
}

fn shown(pin: RingPin) -> RingKey {
    let used = pin.to_pin();
    RingKey { sample: used.is_ok_and(|used| is_sample(&used.key)), pin }
}

/// The ring, to see what is in it. One that cannot be read is told of where the ring is shown.
fn held(session: &Session) -> KeyRing {
    session.ring().unwrap_or_default()
}

pub(crate) fn candidate(session: &Session, parsed: ParsedKey, origin: &str) -> KeyCandidate {
    let ParsedKey { key, domain, key_id, .. } = parsed;
    let found = EvidenceKey { path: origin.to_owned(), key, domain, key_id };
    candidate_beside(&held(session), &seen(session), found)
}

/// The history of keys, to see what is in it. One that cannot be read is told of where it is shown.
fn seen(session: &Session) -> KeyHistory {
    session.history().ok().flatten().unwrap_or_default()
}

fn candidate_beside(ring: &KeyRing, history: &KeyHistory, found: EvidenceKey) -> KeyCandidate {
    let EvidenceKey { path, key, domain, key_id } = found;
    let fingerprint = key.fingerprint().to_string();
    let standing = domain.as_ref().map(|domain| ring.standing(domain, &fingerprint));
    let pinned_instead = match standing {
        Some(Standing::OtherKey { label, fingerprint }) => {
            Some(PinnedInstead { label, fingerprint })
        }
        _ => None,
    };
    let of_domain = domain.iter().flat_map(|domain| history.of(domain));
    let others_seen = of_domain.filter(|seen| seen.fingerprint != fingerprint).cloned().collect();
    let pinned = ring.pins().iter().find(|pin| pin.fingerprint == fingerprint);
    KeyCandidate {
        key: key.to_hex(),
        domain,
        key_id,
        origin: path,
        pinned_as: pinned.map(|pin| pin.label.clone()),
        pinned_instead,
        others_seen,
        sample: is_sample(&key),
        fingerprint,
    }
}

fn no_key(e: impl std::fmt::Display) -> Fault {
    let message = format!("This is no public key that can be used: {e}");
    Fault::new(FaultCode::Key, crate::fault::sentence(&message)).remedy(KEY_FORMS)
}

/// Reads a key in any accepted form.
#[tauri::command]
pub(crate) async fn read_key(text: String, session: SessionState<'_>) -> Result<KeyCandidate> {
    let session = session.inner().clone();
    blocking(move || {
        let parsed = parse_given_key(text.as_bytes()).map_err(no_key)?;
        Ok(candidate(&session, parsed, "pasted text"))
    })
    .await
}

/// Asks for a file and reads the key in it.
#[tauri::command]
pub(crate) async fn read_key_file(
    app: AppHandle,
    session: SessionState<'_>,
) -> Result<Option<KeyCandidate>> {
    let Some(path) =
        dialogs::pick_file(&app, "Choose a public key", session.folders().keys).await?
    else {
        return Ok(None);
    };
    let session = session.inner().clone();
    blocking(move || {
        let bytes = key_bytes(&path).map_err(|e| Fault::file(&path, e))?;
        let folder = dialogs::folder_around(&path);
        session.remember_folder(|folders| folders.keys = folder);
        let parsed = parse_given_key(&bytes).map_err(no_key)?;
        Ok(Some(candidate(&session, parsed, &display_path(&path))))
    })
    .await
}

/// What may be the key in a file: a byte more than a key can have, so that too much is noticed.
pub(crate) fn key_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MAX_KEY_INPUT as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The key documents in the evidence.
#[tauri::command]
pub(crate) async fn evidence_keys(session: SessionState<'_>) -> Result<Vec<KeyCandidate>> {
    let session = session.inner().clone();
    blocking(move || {
        let Some(finished) = session.last() else { return Ok(Vec::new()) };
        let (ring, history) = (held(&session), seen(&session));
        let found = finished.browse().results.keys().map_err(Fault::internal)?;
        Ok(found.into_iter().map(|key| candidate_beside(&ring, &history, key)).collect())
    })
    .await
}

/// The key of a key document in the evidence.
#[tauri::command]
pub(crate) async fn document_key(
    generation: u64,
    index: u32,
    session: SessionState<'_>,
) -> Result<KeyCandidate> {
    let finished = session.finished(generation)?;
    let session = session.inner().clone();
    blocking(move || {
        let key = finished.browse().results.key(index).map_err(super::results::lost)?;
        let key = key.ok_or_else(|| Fault::new(FaultCode::Key, "This is no key document."))?;
        Ok(candidate_beside(&held(&session), &seen(&session), key))
    })
    .await
}

/// Whether the page shows keys, so that a key that is dropped is offered for pinning.
#[tauri::command]
pub(crate) async fn show_keys(shown: bool, session: SessionState<'_>) -> Result<()> {
    session.show_keys(shown);
    Ok(())
}

/// The key inside a record, which says nothing about who signed until its fingerprint has been
/// compared.
#[tauri::command]
pub(crate) async fn embedded_key(
    generation: u64,
    index: u32,
    fingerprint: String,
    session: SessionState<'_>,
) -> Result<KeyCandidate> {
    let finished = session.finished(generation)?;
    let session = session.inner().clone();
    blocking(move || {
        let (input, source) = super::results::origin(&finished, index)?;
        let gone = |e: &dyn std::fmt::Display| {
            Fault::new(FaultCode::Key, format!("The key cannot be read from the record: {e}."))
                .remedy("Check the evidence again, or get the key from the issuer.")
        };
        let key = browse::embedded_key(&input, &source, &fingerprint).map_err(|e| gone(&e))?;
        let key = key.ok_or_else(|| gone(&"it holds no key with this fingerprint"))?;
        let path = source.path.to_string();
        let found = EvidenceKey { path, key, domain: None, key_id: None };
        Ok(candidate_beside(&held(&session), &seen(&session), found))
    })
    .await
}

/// Changes the ring, and checks the evidence again with what it then holds.
async fn change<T: Send + 'static>(
    session: SessionState<'_>,
    work: impl FnOnce(&mut KeyRing) -> Result<T, KeyRingError> + Send + 'static,
) -> Result<T> {
    let session = session.inner().clone();
    blocking(move || {
        let done = KeyRing::change(&session.files.keyring, work)?;
        session.send(AppEvent::Keys);
        session.run();
        Ok(done)
    })
    .await
}

fn given(text: Option<String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

/// A pin as the page sends it, without the empty fields of a form.
fn trimmed(pin: RingPin) -> RingPin {
    RingPin {
        label: pin.label.trim().to_owned(),
        domain: given(pin.domain),
        tenant_id: given(pin.tenant_id),
        key_id: given(pin.key_id),
        valid_from: given(pin.valid_from),
        valid_until: given(pin.valid_until),
        compromised_since: given(pin.compromised_since),
        note: given(pin.note),
        confirmed: given(pin.confirmed),
        ..pin
    }
}

/// Pins a key whose fingerprint, which is the one in `pin`, the user has compared.
#[tauri::command]
pub(crate) async fn pin_key(pin: RingPin, session: SessionState<'_>) -> Result<()> {
    let parsed = parse_key(pin.key.as_bytes()).map_err(no_key)?;
    if pin.fingerprint != parsed.key.fingerprint().to_string() {
        return Err(Fault::new(
            FaultCode::Unconfirmed,
            "The fingerprint is not that of this key, so it is not pinned.",
        )
        .remedy("Ask whoever gave it to you which of the two is right."));
    }
    let new = RingPin {
        key: parsed.key.to_hex(),
        matched: false,
        compared_with: None,
        added_at: Some(time_of(SystemTime::now())),
        ..trimmed(pin)
    };
    if new.confirmed.is_none() {
        return Err(Fault::new(
            FaultCode::Unconfirmed,
            "You have not said how you compared the fingerprint, so the key is not pinned.",
        )
        .remedy("Compare it with one that came another way, and say how."));
    }
    change(session, move |ring| ring.add(new)).await
}

/// Changes everything about a pin but its key, and how and when that was confirmed.
#[tauri::command]
pub(crate) async fn edit_key(
    label: String,
    edit: RingPin,
    session: SessionState<'_>,
) -> Result<()> {
    change(session, move |ring| {
        let held = ring.find(&label)?.clone();
        let RingPin { confirmed, matched, compared_with, reviewer, added_at, .. } = held;
        let edited =
            RingPin { confirmed, matched, compared_with, reviewer, added_at, ..trimmed(edit) };
        ring.replace(&label, edited)
    })
    .await
}

/// Removes a pin.
#[tauri::command]
pub(crate) async fn remove_key(label: String, session: SessionState<'_>) -> Result<()> {
    change(session, move |ring| ring.remove(&label).map(|_| ())).await
}

/// Asks for a ring and tells what is in it. Nothing is pinned: whoever can hand over a changed
/// record can hand over a ring with it.
#[tauri::command]
pub(crate) async fn import_keys(
    app: AppHandle,
    session: SessionState<'_>,
) -> Result<Option<ImportPreview>> {
    let from = session.folders().keys;
    let Some(path) = dialogs::pick_file(&app, "Choose a key ring", from).await? else {
        return Ok(None);
    };
    let session = session.inner().clone();
    blocking(move || {
        let folder = dialogs::folder_around(&path);
        session.remember_folder(|folders| folders.keys = folder);
        let other = KeyRing::load(&path).map_err(|e| match e {
            KeyRingError::File(FileError { fault: FileFault::Form(_), .. }) => {
                Fault::from(e).remedy("Choose a file to which keys were exported.")
            }
            _ => e.into(),
        })?;
        offer(&session, other, &path).map(Some)
    })
    .await
}

/// What a ring at `path` would add to the user's own.
pub(crate) fn offer(session: &Session, other: KeyRing, path: &Path) -> Result<ImportPreview> {
    let offer = other.offer_to(&session.ring()?);
    let labels = |pins: Vec<RingPin>| pins.into_iter().map(|pin| pin.label).collect();
    Ok(ImportPreview {
        path: display_path(path),
        keys: offer.new.into_iter().map(shown).collect(),
        already: labels(offer.already),
        conflicts: labels(offer.conflicts),
    })
}

/// Pins keys of the ring in `path`, whose fingerprints the user has compared: all of them or none.
/// Gives back their labels.
#[tauri::command]
pub(crate) async fn adopt_keys(
    keys: Vec<RingPin>,
    confirmed: String,
    path: String,
    session: SessionState<'_>,
) -> Result<Vec<String>> {
    let adopted = adopted(keys, confirmed, &path)?;
    change(session, move |ring| {
        let labels = adopted.iter().map(|pin| pin.label.clone()).collect();
        adopted.into_iter().try_for_each(|pin| ring.add(pin))?;
        Ok(labels)
    })
    .await
}

/// The keys as they are pinned, with the user's word for them.
fn adopted(keys: Vec<RingPin>, confirmed: String, path: &str) -> Result<Vec<RingPin>> {
    if keys.is_empty() {
        return Err(Fault::new(FaultCode::Nothing, "No key is chosen, so none is pinned."));
    }
    let Some(words) = given(Some(confirmed)) else {
        return Err(Fault::new(
            FaultCode::Unconfirmed,
            "You have not said how you compared the fingerprints, so no key is pinned.",
        )
        .remedy("Compare them with ones that came another way, and say how."));
    };
    let adopt = |pin: RingPin| Ok(pin.adopt(&words, false, Path::new(path))?);
    keys.into_iter().map(adopt).collect()
}

/// Asks where, and writes the ring there.
#[tauri::command]
pub(crate) async fn export_keys(
    app: AppHandle,
    session: SessionState<'_>,
    waiting: State<'_, Arc<Waiting>>,
) -> Result<Saved> {
    session.ring()?;
    let from = session.folders().keys;
    let Some(path) = dialogs::save(&app, "proofdesk-keys.json", from).await? else {
        return Ok(Saved::Nowhere);
    };
    let (session, waiting) = (session.inner().clone(), waiting.inner().clone());
    blocking(move || saving::save(&session, &waiting, path, What::Keys)).await
}

/// The history of keys, also where none is kept any more.
#[tauri::command]
pub(crate) async fn key_history(session: SessionState<'_>) -> Result<SeenKeys> {
    let session = session.inner().clone();
    blocking(move || {
        let file = &session.files.history;
        let (history, fault) = match KeyHistory::load(file) {
            Ok(history) => (history, None),
            Err(e) => (KeyHistory::default(), Some(Fault::from(e))),
        };
        Ok(SeenKeys {
            path: display_path(file),
            exists: file.exists(),
            seen: history.seen().to_vec(),
            full: history.is_full(),
            fault,
        })
    })
    .await
}

/// Deletes the history of keys. False where there was none.
#[tauri::command]
pub(crate) async fn delete_history(session: SessionState<'_>) -> Result<bool> {
    let session = session.inner().clone();
    blocking(move || session.delete_history()).await
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const KEY: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    fn imported() -> RingPin {
        RingPin::new("one", &parse_key(KEY.as_bytes()).unwrap())
    }

    #[test]
    fn the_word_for_an_imported_key_is_the_users() {
        let said = RingPin { confirmed: Some("says the file".to_owned()), ..imported() };
        let pins = adopted(vec![said], " by post ".to_owned(), "/mnt/in/ring.json").unwrap();
        assert_eq!(pins[0].confirmed.as_deref(), Some("by post (imported from ring.json)"));
    }

    #[test]
    fn without_words_or_keys_none_is_imported() {
        let fault = adopted(vec![imported()], " \n".to_owned(), "ring.json").unwrap_err();
        assert_eq!(fault.code, FaultCode::Unconfirmed);
        let fault = adopted(Vec::new(), "by post".to_owned(), "ring.json").unwrap_err();
        assert_eq!(fault.code, FaultCode::Nothing);
    }

    #[test]
    fn the_window_does_not_speak_of_options_of_the_command_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ring.json");
        fs::write(&path, "{ broken").unwrap();
        let unknown = KeyRing::default().find("nobody").unwrap_err();
        for error in [KeyRing::load(&path).unwrap_err(), unknown, KeyRingError::NoHome] {
            let fault = Fault::from(error);
            let words = format!("{} {}", fault.message, fault.remedy.unwrap());
            assert!(!words.contains("--") && !words.contains("`"), "{words}");
        }
    }
}
