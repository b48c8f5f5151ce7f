//! Commands about the program itself.

use std::path::PathBuf;
use std::sync::Arc;

use proofdesk_engine::SelfCheck;
use proofdesk_engine::keys::KeyHistory;
use proofdesk_engine::parts::cache::Cache;
use proofdesk_engine::platform::{display_path, in_words};
use tauri::ipc::Channel;
use tauri::{WebviewWindow, webview_version};

use super::SessionState;
use crate::fault::{Fault, FaultCode, KeptFile, Result, blocking};
use crate::fetching;
use crate::files::move_aside;
use crate::kept::can_be_read;
use crate::messages::{About, AppEvent, Licences, RunCache, Settings, Startup, Theme};
use crate::packing::Table;
use crate::session::Session;

/// The libraries in the program, with the texts of their licences. Made by `scripts/licences`.
const LICENCES: &str = include_str!("../../licences.json");

/// The page's first call: the window is shown when it can be used.
#[tauri::command]
pub(crate) async fn start(
    channel: Channel<AppEvent>,
    window: WebviewWindow,
    session: SessionState<'_>,
) -> Result<Startup> {
    session.listen(channel);
    let settings = session.settings();
    apply(&window, &settings)?;
    window.show().map_err(Fault::internal)?;
    Ok(Startup {
        about: About {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            tauri: tauri::VERSION.to_owned(),
            webview: webview_version().unwrap_or_else(|_| "unknown".to_owned()),
            licence: env!("CARGO_PKG_LICENSE").to_owned(),
            keyring_path: display_path(&session.files.keyring),
            keyring_is_temporary: session.files.forgets_keys,
            fetches: fetching::program().is_ok(),
            sample_fingerprint: session.files.sample_fingerprint(),
        },
        settings,
        evidence: session.evidence(),
        recent: session.recent(),
        prepared_by: session.prepared_by(),
    })
}

/// Takes and keeps new settings.
#[tauri::command]
pub(crate) async fn settings(
    settings: Settings,
    window: WebviewWindow,
    session: SessionState<'_>,
) -> Result<()> {
    let settings = settings.within_limits();
    apply(&window, &settings)?;
    let session = session.inner().clone();
    blocking(move || session.set_settings(settings)).await
}

fn apply(window: &WebviewWindow, settings: &Settings) -> Result<()> {
    let theme = match settings.theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    };
    window.set_theme(theme).map_err(Fault::internal)?;
    window.set_zoom(f64::from(settings.zoom) / 100.0).map_err(Fault::internal)
}

/// Closes the window, and with it the program. While evidence is being checked, the page is asked.
#[tauri::command]
pub(crate) async fn close(window: WebviewWindow) -> Result<()> {
    window.close().map_err(Fault::internal)
}

/// Closes the window, whatever goes on: the user said so.
#[tauri::command]
pub(crate) async fn close_all_the_same(
    window: WebviewWindow,
    session: SessionState<'_>,
    table: tauri::State<'_, Arc<Table>>,
) -> Result<()> {
    session.cancel();
    table.cancel();
    window.close().map_err(Fault::internal)
}

/// Leaves the window open: the user said so.
#[tauri::command]
pub(crate) async fn stay(session: SessionState<'_>) -> Result<()> {
    session.stay();
    Ok(())
}

/// Shows a file that the program keeps in the system's file manager.
#[tauri::command]
pub(crate) async fn reveal_kept(kept: KeptFile, session: SessionState<'_>) -> Result<()> {
    let session = session.inner().clone();
    blocking(move || {
        let path = kept_path(&session, kept)?;
        tauri_plugin_opener::reveal_item_in_dir(&path).map_err(|e| {
            Fault::file(&path, format!("the file manager could not be opened: {e}"))
                .remedy("Open its folder by hand.")
        })
    })
    .await
}

/// Moves a file that the program keeps and cannot read to another name beside it, and says which. It
/// begins anew: with the usual settings, or with no keys.
#[tauri::command]
pub(crate) async fn move_kept_aside(kept: KeptFile, session: SessionState<'_>) -> Result<String> {
    let session = session.inner().clone();
    blocking(move || {
        let path = kept_path(&session, kept)?;
        let is_sound = match kept {
            KeptFile::Settings => can_be_read(&path),
            KeptFile::KeyRing => session.ring().is_ok(),
            KeptFile::History => KeyHistory::load(&path).is_ok(),
        };
        if is_sound {
            return Err(Fault::new(
                FaultCode::Nothing,
                "The file can be read by now, so it was left where it is.",
            )
            .remedy("Start Proofdesk again to use it."));
        }
        let aside = move_aside(&path)?;
        match kept {
            KeptFile::Settings => session.begin_anew(),
            KeptFile::KeyRing => {
                session.send(AppEvent::Keys);
                session.run();
            }
            KeptFile::History => session.send(AppEvent::Keys),
        }
        Ok(display_path(&aside))
    })
    .await
}

fn kept_path(session: &Session, kept: KeptFile) -> Result<PathBuf> {
    match kept {
        KeptFile::KeyRing => Ok(session.files.keyring.clone()),
        KeptFile::History => Ok(session.files.history.clone()),
        KeptFile::Settings => {
            let none = || Fault::new(FaultCode::File, "There is no home folder.");
            session.files.settings.clone().ok_or_else(none)
        }
    }
}

/// Where the run cache is, and how large.
#[tauri::command]
pub(crate) async fn run_cache(session: SessionState<'_>) -> Result<RunCache> {
    let session = session.inner().clone();
    blocking(move || {
        let cache = session.files.cache.as_ref();
        let fault = |cache: &Cache, e| Fault::file(cache.folder(), in_words(&e));
        let bytes = cache.map_or(Ok(0), |cache| cache.size().map_err(|e| fault(cache, e)))?;
        Ok(RunCache { path: cache.map(|cache| display_path(cache.folder())), bytes })
    })
    .await
}

/// Deletes the run cache. What is shown stays; the next check reads everything.
#[tauri::command]
pub(crate) async fn delete_run_cache(session: SessionState<'_>) -> Result<()> {
    let session = session.inner().clone();
    blocking(move || match &session.files.cache {
        Some(cache) => cache.delete().map_err(|e| Fault::file(cache.folder(), in_words(&e))),
        None => Ok(()),
    })
    .await
}

/// The libraries in the program, by name, with the texts of their licences.
#[tauri::command]
pub(crate) async fn licences() -> Result<Licences> {
    serde_json::from_str(LICENCES).map_err(Fault::internal)
}

/// Whether this very program gives known answers.
#[tauri::command]
pub(crate) async fn self_check() -> Result<SelfCheck> {
    blocking(|| Ok(proofdesk_engine::self_check())).await
}
