//! Commands about the program itself.

use proofdesk_engine::platform::display_path;
use tauri::ipc::Channel;
use tauri::{WebviewWindow, webview_version};

use super::SessionState;
use crate::fault::{Fault, Result, blocking};
use crate::messages::{About, AppEvent, Licences, Settings, Startup, Theme};

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
        },
        settings,
        evidence: session.evidence(),
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

/// The libraries in the program, by name, with the texts of their licences.
#[tauri::command]
pub(crate) async fn licences() -> Result<Licences> {
    serde_json::from_str(LICENCES).map_err(Fault::internal)
}
