//! What the page may call. Each command is listed in `build.rs` and granted by name in
//! `capabilities/main.json`.

pub(crate) mod errors;
pub(crate) mod evidence;
pub(crate) mod fetch;
pub(crate) mod keys;
pub(crate) mod program;
pub(crate) mod reports;
pub(crate) mod results;

use std::sync::Arc;

use crate::session::Session;

/// The state, as commands get it.
pub(crate) type SessionState<'a> = tauri::State<'a, Arc<Session>>;
