//! Commands for look-ups, which the separate program `proofdesk-fetch` does once the user agreed.

use proofdesk_engine::core::key::parse_key;
use proofdesk_engine::platform::display_path;
use serde::Serialize;
use tauri::AppHandle;

use super::SessionState;
use super::keys::{candidate, key_bytes};
use crate::dialogs;
use crate::fault::{Fault, Result, blocking};
use crate::fetching::{Came, FetchState, require_outside};
use crate::lookups::{FetchPlan, ToFetch};
use crate::messages::KeyCandidate;

/// What came of a look-up.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Fetched {
    /// A key, which is not pinned.
    Key {
        /// To compare, and to pin or not.
        candidate: Box<KeyCandidate>,
    },
    /// A proof record, which is in the evidence now.
    Proof,
    /// Not what was asked for.
    Not {
        /// What happened, as sentences.
        words: String,
        /// What to do.
        next_step: Option<String>,
        /// Where the answer is kept.
        kept: Option<String>,
    },
    /// The user stopped it.
    Stopped,
}

/// Says what would be sent, and to whom. Nothing is sent.
#[tauri::command]
pub(crate) async fn plan_fetch(
    wanted: ToFetch,
    session: SessionState<'_>,
    fetches: FetchState<'_>,
) -> Result<FetchPlan> {
    let (session, fetches) = (session.inner().clone(), fetches.inner().clone());
    blocking(move || fetches.plan(&session, wanted)).await
}

/// Asks for the folder that look-ups are written into from now on.
#[tauri::command]
pub(crate) async fn choose_fetch_folder(
    app: AppHandle,
    session: SessionState<'_>,
) -> Result<Option<String>> {
    let from = session.fetch_folder();
    let title = "Choose a folder for what is fetched";
    let Some(folder) = dialogs::pick_folder(&app, title, from).await? else {
        return Ok(None);
    };
    let session = session.inner().clone();
    blocking(move || {
        require_outside(&session, &folder)?;
        let shown = display_path(&folder);
        session.fetch_into(folder);
        Ok(Some(shown))
    })
    .await
}

/// Fetches what was shown, to which the user agreed, and adds it to the evidence. A key is read, to be compared
/// and pinned by the user or not.
#[tauri::command]
pub(crate) async fn fetch(session: SessionState<'_>, fetches: FetchState<'_>) -> Result<Fetched> {
    let (session, fetches) = (session.inner().clone(), fetches.inner().clone());
    blocking(move || {
        let (wanted, folder, came) = fetches.fetch(&session)?;
        let file = match came {
            Came::File(file) => file,
            Came::Stopped => return Ok(Fetched::Stopped),
            Came::Not { words, next_step, kept } => {
                return Ok(Fetched::Not { words, next_step, kept });
            }
        };
        match wanted {
            ToFetch::Proof { .. } => {
                session.add(vec![folder]);
                Ok(Fetched::Proof)
            }
            ToFetch::Key { .. } => {
                let bytes = key_bytes(&file).map_err(|e| Fault::file(&file, e))?;
                let parsed = parse_key(&bytes).map_err(|e| Fault::file(&file, e))?;
                let candidate = candidate(&session, parsed, &display_path(&file));
                // The key is what the user is about; the evidence follows behind it.
                session.add_aside(vec![folder]);
                Ok(Fetched::Key { candidate: Box::new(candidate) })
            }
        }
    })
    .await
}

/// Stops a look-up.
#[tauri::command]
pub(crate) async fn stop_fetch(fetches: FetchState<'_>) -> Result<()> {
    fetches.stop();
    Ok(())
}
