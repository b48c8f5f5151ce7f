//! Commands that change the evidence set.

use proofdesk_engine::core::api_error::Catalogue;
use proofdesk_engine::core::key::parse_key;
use proofdesk_engine::core::verdict::Source;
use tauri::AppHandle;

use super::SessionState;
use crate::dialogs;
use crate::fault::{Fault, FaultCode, Result, blocking};
use crate::messages::Pasted;

/// Text from the clipboard may be this long. In bytes.
const PASTE_LIMIT: usize = 64 << 20;
/// An id, a proof link or a hash is no longer than this. In characters.
const QUERY_LIMIT: usize = 500;

/// Asks for files and adds them.
#[tauri::command]
pub(crate) async fn add_files(app: AppHandle, session: SessionState<'_>) -> Result<bool> {
    let paths = dialogs::pick_files(&app, session.folders().evidence).await?;
    add(session, paths).await
}

/// Asks for folders and adds them.
#[tauri::command]
pub(crate) async fn add_folder(app: AppHandle, session: SessionState<'_>) -> Result<bool> {
    let paths = dialogs::pick_folders(&app, session.folders().evidence).await?;
    add(session, paths).await
}

async fn add(session: SessionState<'_>, paths: Vec<std::path::PathBuf>) -> Result<bool> {
    let session = session.inner().clone();
    blocking(move || {
        let Some(first) = paths.first() else { return Ok(false) };
        let folder = dialogs::folder_around(first);
        session.add(paths);
        session.remember_folder(|folders| folders.evidence = folder);
        Ok(true)
    })
    .await
}

/// Adds the sample evidence.
#[tauri::command]
pub(crate) async fn add_samples(session: SessionState<'_>) -> Result<()> {
    let session = session.inner().clone();
    blocking(move || {
        session.add(vec![session.files.samples()?]);
        Ok(())
    })
    .await
}

/// Adds what was added lately, by the path under which the page was told of it.
#[tauri::command]
pub(crate) async fn add_recent(path: String, session: SessionState<'_>) -> Result<()> {
    let session = session.inner().clone();
    blocking(move || session.add_recent(&path)).await
}

/// Takes text from the clipboard: an error code of the API is explained, a public key is offered for
/// pinning, any other word is looked up, and the rest is evidence.
#[tauri::command]
pub(crate) async fn paste(text: String, session: SessionState<'_>) -> Result<Pasted> {
    let session = session.inner().clone();
    blocking(move || {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(Fault::new(FaultCode::Nothing, "The clipboard holds no text."));
        }
        if text.len() > PASTE_LIMIT {
            return Err(Fault::new(FaultCode::Nothing, "The text is longer than 64 MiB.")
                .remedy("Save it as a file and add that."));
        }
        if !Catalogue::get().entries_of(trimmed).is_empty() {
            return Ok(Pasted::Code { code: trimmed.to_owned() });
        }
        // A bare hash could be a key in hex as well; people search for hashes far more often.
        if is_query(trimmed) {
            let found = super::results::look_up(&session, trimmed)?;
            return Ok(Pasted::Found { found: Box::new(found) });
        }
        if let Ok(parsed) = parse_key(text.as_bytes()) {
            let candidate = super::keys::candidate(&session, parsed, "pasted text");
            return Ok(Pasted::Key { candidate });
        }
        Ok(Pasted::Added { name: session.add_text(&text) })
    })
    .await
}

fn is_query(text: &str) -> bool {
    text.chars().count() <= QUERY_LIMIT
        && !text.contains(char::is_whitespace)
        && !text.starts_with(['{', '[', '"'])
        && !text.starts_with("ed25519:")
}

/// Removes one entry.
#[tauri::command]
pub(crate) async fn remove_input(id: u64, session: SessionState<'_>) -> Result<()> {
    let session = session.inner().clone();
    blocking(move || {
        session.remove(id);
        Ok(())
    })
    .await
}

/// Removes all entries.
#[tauri::command]
pub(crate) async fn clear(session: SessionState<'_>) -> Result<()> {
    let session = session.inner().clone();
    blocking(move || {
        session.clear();
        Ok(())
    })
    .await
}

/// Puts back what was removed last. False where nothing was.
#[tauri::command]
pub(crate) async fn restore(session: SessionState<'_>) -> Result<bool> {
    let session = session.inner().clone();
    blocking(move || Ok(session.restore())).await
}

/// Where the worst result of what was just added is.
#[tauri::command]
pub(crate) async fn worst_of(
    generation: u64,
    inputs: Vec<u64>,
    session: SessionState<'_>,
) -> Result<Option<Source>> {
    let finished = session.finished(generation)?;
    let session = session.inner().clone();
    blocking(move || session.worst_of(&finished, &inputs).map_err(super::results::lost)).await
}

/// Reads and checks everything again.
#[tauri::command]
pub(crate) async fn rerun(session: SessionState<'_>) -> Result<()> {
    let session = session.inner().clone();
    blocking(move || {
        session.run();
        Ok(())
    })
    .await
}

/// Stops the run.
#[tauri::command]
pub(crate) async fn cancel(session: SessionState<'_>) -> Result<()> {
    session.cancel();
    Ok(())
}
