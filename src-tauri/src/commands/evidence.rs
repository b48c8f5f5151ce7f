//! Commands that change the evidence set.

use proofdesk_engine::core::api_error::Catalogue;
use proofdesk_engine::core::key::parse_key;
use tauri::AppHandle;

use super::DeskState;
use crate::dialogs;
use crate::fault::{Answer, Fault, FaultCode, blocking};
use crate::messages::Pasted;

/// Text from the clipboard may be this long. In bytes.
const PASTE_LIMIT: usize = 64 << 20;
/// An id, a proof link or a hash is no longer than this. In characters.
const QUERY_LIMIT: usize = 500;

/// Asks for files and adds them.
#[tauri::command]
pub(crate) async fn add_files(app: AppHandle, desk: DeskState<'_>) -> Answer<bool> {
    let paths = dialogs::pick_files(&app).await?;
    add(desk, paths).await
}

/// Asks for folders and adds them.
#[tauri::command]
pub(crate) async fn add_folder(app: AppHandle, desk: DeskState<'_>) -> Answer<bool> {
    let paths = dialogs::pick_folders(&app).await?;
    add(desk, paths).await
}

async fn add(desk: DeskState<'_>, paths: Vec<std::path::PathBuf>) -> Answer<bool> {
    let desk = desk.inner().clone();
    blocking(move || {
        let any = !paths.is_empty();
        if any {
            desk.add(paths);
        }
        Ok(any)
    })
    .await
}

/// Adds the sample evidence.
#[tauri::command]
pub(crate) async fn add_samples(desk: DeskState<'_>) -> Answer<()> {
    let desk = desk.inner().clone();
    blocking(move || {
        desk.add(vec![desk.places.samples()?]);
        Ok(())
    })
    .await
}

/// Takes text from the clipboard: an error code of the API is explained, a public key is offered for
/// pinning, any other word is looked up, and the rest is evidence.
#[tauri::command]
pub(crate) async fn paste(text: String, desk: DeskState<'_>) -> Answer<Pasted> {
    let desk = desk.inner().clone();
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
            let found = super::results::look_up(&desk, trimmed)?;
            return Ok(Pasted::Found { found: Box::new(found) });
        }
        if let Ok(parsed) = parse_key(text.as_bytes()) {
            let candidate = super::keys::candidate(&desk, &parsed, "pasted text");
            return Ok(Pasted::Key { candidate });
        }
        Ok(Pasted::Added { name: desk.add_text(&text) })
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
pub(crate) async fn remove_input(id: u64, desk: DeskState<'_>) -> Answer<()> {
    let desk = desk.inner().clone();
    blocking(move || {
        desk.remove(id);
        Ok(())
    })
    .await
}

/// Removes all entries.
#[tauri::command]
pub(crate) async fn clear(desk: DeskState<'_>) -> Answer<()> {
    let desk = desk.inner().clone();
    blocking(move || {
        desk.clear();
        Ok(())
    })
    .await
}

/// Reads and checks everything again.
#[tauri::command]
pub(crate) async fn rerun(desk: DeskState<'_>) -> Answer<()> {
    let desk = desk.inner().clone();
    blocking(move || {
        desk.run();
        Ok(())
    })
    .await
}

/// Stops the run.
#[tauri::command]
pub(crate) async fn cancel(desk: DeskState<'_>) -> Answer<()> {
    desk.cancel();
    Ok(())
}
