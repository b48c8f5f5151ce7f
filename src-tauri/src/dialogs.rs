//! The system's dialogs for files and folders.
//!
//! They are made on the main thread, which some systems require, and awaited elsewhere, so that
//! the window goes on.

use std::path::{Path, PathBuf};

use rfd::{AsyncFileDialog, FileHandle};
use tauri::{AppHandle, Manager};

use crate::fault::{Fault, Result};

async fn ask<F, T>(
    app: &AppHandle,
    title: &'static str,
    folder: Option<PathBuf>,
    open: impl FnOnce(AsyncFileDialog) -> F + Send + 'static,
) -> Result<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let window = app.get_webview_window("main");
    app.run_on_main_thread(move || {
        let mut dialog = AsyncFileDialog::new().set_title(title);
        // One that is gone would begin the dialog nowhere.
        if let Some(folder) = folder.filter(|folder| folder.is_dir()) {
            dialog = dialog.set_directory(folder);
        }
        if let Some(window) = &window {
            dialog = dialog.set_parent(window);
        }
        let answer = open(dialog);
        tauri::async_runtime::spawn(async move {
            // Nobody waits any more if the program ends meanwhile.
            let _ = sender.send(answer.await);
        });
    })
    .map_err(Fault::internal)?;
    receiver.await.map_err(Fault::internal)
}

fn path(file: FileHandle) -> PathBuf {
    file.path().to_owned()
}

/// The folder in which something was chosen.
pub(crate) fn folder_around(path: &Path) -> Option<PathBuf> {
    path.parent().map(Path::to_owned)
}

/// Each of these begins in `from`, where that is known.
pub(crate) async fn pick_files(app: &AppHandle, from: Option<PathBuf>) -> Result<Vec<PathBuf>> {
    let picked = ask(app, "Add files", from, AsyncFileDialog::pick_files).await?;
    Ok(picked.unwrap_or_default().into_iter().map(path).collect())
}

pub(crate) async fn pick_folders(app: &AppHandle, from: Option<PathBuf>) -> Result<Vec<PathBuf>> {
    let picked = ask(app, "Add folders", from, AsyncFileDialog::pick_folders).await?;
    Ok(picked.unwrap_or_default().into_iter().map(path).collect())
}

pub(crate) async fn pick_folder(
    app: &AppHandle,
    title: &'static str,
    from: Option<PathBuf>,
) -> Result<Option<PathBuf>> {
    Ok(ask(app, title, from, AsyncFileDialog::pick_folder).await?.map(path))
}

pub(crate) async fn pick_file(
    app: &AppHandle,
    title: &'static str,
    from: Option<PathBuf>,
) -> Result<Option<PathBuf>> {
    Ok(ask(app, title, from, AsyncFileDialog::pick_file).await?.map(path))
}

/// Where to write a file of this name.
pub(crate) async fn save(
    app: &AppHandle,
    name: &'static str,
    from: Option<PathBuf>,
) -> Result<Option<PathBuf>> {
    let open = move |dialog: AsyncFileDialog| dialog.set_file_name(name).save_file();
    Ok(ask(app, "Save", from, open).await?.map(path))
}
