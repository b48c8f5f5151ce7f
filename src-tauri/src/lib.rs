//! The desktop application: a window over the engine.
//!
//! It takes evidence in, starts runs, and hands results to the page in pages. It decides nothing:
//! every verdict and every word about one comes from the engine. The page reaches the program
//! through the commands of `commands/` only, each granted by name, and never sees or sends a
//! path that it was not given.

mod checking;
mod commands;
mod comparing;
mod dialogs;
mod dropped;
mod earlier;
mod fault;
mod fetching;
mod filed;
mod files;
mod graphics;
mod history;
mod inputs;
mod intake;
mod kept;
mod lookups;
mod messages;
mod outside;
mod packing;
mod saving;
mod segments;
mod session;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod bindings;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tauri::{Manager, RunEvent, WebviewWindowBuilder, WindowEvent};

use crate::dropped::Dropped;
use crate::fetching::Fetches;
use crate::files::Files;
use crate::intake::Asked;
use crate::messages::AppEvent;
use crate::outside::Outside;
use crate::packing::Table;
use crate::saving::Waiting;
use crate::session::Session;

/// The window is shown when the page is ready; if it never is, then after this time, so that a
/// fault can be seen at all.
const PATIENCE: Duration = Duration::from_secs(5);

/// Runs the program to its end.
pub fn run() -> ExitCode {
    let paths = match intake::asked(std::env::args_os().skip(1)) {
        Asked::Window(paths) => paths,
        Asked::Answer(words) => {
            println!("{words}");
            return ExitCode::SUCCESS;
        }
        Asked::Wrong(words) => {
            eprintln!("{words}");
            return ExitCode::from(2);
        }
    };
    if !has_display() {
        eprintln!(
            "proofdesk-desktop: there is no display to open a window on; `proofdesk verify` does \
             the same on the command line"
        );
        return ExitCode::from(2);
    }
    graphics::prepare();
    let built = tauri::Builder::default()
        // First, so that a second start ends before it does anything.
        .plugin(tauri_plugin_single_instance::init(|app, args, folder| {
            intake::second_start(app, args, folder.as_ref());
        }))
        .plugin(
            tauri_plugin_window_state::Builder::default().with_state_flags(remembered()).build(),
        )
        .plugin(stay())
        .invoke_handler(tauri::generate_handler![
            commands::program::start,
            commands::evidence::add_files,
            commands::evidence::add_folder,
            commands::evidence::add_samples,
            commands::evidence::add_recent,
            commands::evidence::paste,
            commands::evidence::remove_input,
            commands::evidence::clear,
            commands::evidence::restore,
            commands::evidence::worst_of,
            commands::evidence::rerun,
            commands::evidence::cancel,
            commands::results::rows,
            commands::results::locate,
            commands::results::detail,
            commands::results::file_detail,
            commands::results::choices,
            commands::results::signed_forms,
            commands::results::sequence,
            commands::results::find,
            commands::results::reveal,
            commands::reports::check_filed,
            commands::reports::exhibit_files,
            commands::reports::load_engagement,
            commands::reports::export_report,
            commands::reports::save_all_the_same,
            commands::reports::print,
            commands::reports::pack,
            commands::reports::pack_on,
            commands::reports::cancel_pack,
            commands::reports::compare,
            commands::reports::compare_no_more,
            commands::reports::comparison,
            commands::keys::keys,
            commands::keys::read_key,
            commands::keys::read_key_file,
            commands::keys::evidence_keys,
            commands::keys::document_key,
            commands::keys::show_keys,
            commands::keys::embedded_key,
            commands::keys::pin_key,
            commands::keys::edit_key,
            commands::keys::remove_key,
            commands::keys::import_keys,
            commands::keys::adopt_keys,
            commands::keys::export_keys,
            commands::keys::key_history,
            commands::keys::delete_history,
            commands::program::run_cache,
            commands::program::delete_run_cache,
            commands::fetch::plan_fetch,
            commands::fetch::choose_fetch_folder,
            commands::fetch::fetch,
            commands::fetch::stop_fetch,
            commands::errors::error_catalogue,
            commands::errors::explain,
            commands::errors::check_request,
            commands::program::settings,
            commands::program::licences,
            commands::program::self_check,
            commands::program::close,
            commands::program::close_all_the_same,
            commands::program::stay,
            commands::program::reveal_kept,
            commands::program::move_kept_aside,
        ])
        .setup(|app| {
            let places = app.path();
            let (files, faults) =
                Files::new(places.resource_dir().ok(), places.app_local_data_dir().ok());
            let session = Session::new(files, faults);
            app.manage(session.clone());
            app.manage(Arc::new(Waiting::default()));
            app.manage(Arc::new(Table::default()));
            app.manage(Arc::new(Fetches::default()));
            app.manage(Dropped::default());
            let config = app.config().app.windows.first().ok_or("the window is missing")?.clone();
            let mut window = WebviewWindowBuilder::from_config(app, &config)?;
            if let Some(folder) = &session.files.web_data {
                window = window.data_directory(folder.clone());
            }
            let window = window.build()?;
            #[cfg(target_os = "linux")]
            dropped::listen(&window, intake::take)?;
            // It is set once.
            let _ = session.outside.set(Outside::new(window.clone()));
            if !paths.is_empty() {
                session.add(paths);
            }
            std::thread::spawn(move || {
                std::thread::sleep(PATIENCE);
                // It may be closed already.
                let _ = window.show();
            });
            Ok(())
        })
        .on_window_event(|window, event| match event {
            WindowEvent::DragDrop(event) => intake::dragged(window.app_handle(), event),
            WindowEvent::CloseRequested { api, .. } => {
                let session = window.state::<Arc<Session>>();
                let is_packing = window.state::<Arc<Table>>().is_busy();
                if session.asks_before_closing(is_packing) {
                    api.prevent_close();
                    session.send(AppEvent::Closing);
                }
            }
            _ => {}
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(|app, event| match event {
                RunEvent::Exit => {
                    let session = app.state::<Arc<Session>>();
                    session.cancel();
                    app.state::<Arc<Fetches>>().stop();
                    app.state::<Arc<Table>>().clear();
                    session.files.forget();
                }
                // Elsewhere, files that are opened with the program are its arguments.
                #[cfg(target_os = "macos")]
                RunEvent::Opened { urls } => {
                    let paths = urls.iter().filter_map(|url| url.to_file_path().ok());
                    intake::take(app, paths.collect());
                }
                _ => {}
            });
            ExitCode::SUCCESS
        }
        Err(e) => {
            eprintln!("proofdesk-desktop: the window could not be opened: {e}");
            ExitCode::from(2)
        }
    }
}

/// Keeps the window at its own page, whatever a web view does by itself with a link that is dropped
/// on it: the content security policy does not speak of that.
fn stay() -> tauri::plugin::TauriPlugin<tauri::Wry> {
    tauri::plugin::Builder::new("stay").on_navigation(|_, url| is_own_page(url)).build()
}

/// Where the system's web view finds the page: there is no scheme of one's own on Windows.
fn is_own_page(url: &tauri::Url) -> bool {
    match url.scheme() {
        "tauri" => true,
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

/// Whether a window can be opened: the toolkit would panic without.
fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn remembered() -> tauri_plugin_window_state::StateFlags {
    use tauri_plugin_window_state::StateFlags as S;
    S::SIZE | S::POSITION | S::MAXIMIZED
}
