//! Commands about the API's documented errors and rules.

use proofdesk_engine::core::api_error::{
    Catalogue, Explanation, NotExplained, explain as explain_text,
};
use proofdesk_engine::core::request::RequestKind;
use proofdesk_engine::core::request::{self, NotChecked, RequestReport};

use crate::fault::{Fault, FaultCode, Result, blocking};

/// Every documented error.
#[tauri::command]
pub(crate) async fn error_catalogue() -> Result<&'static Catalogue> {
    Ok(Catalogue::get())
}

/// What an error code, an error body or a stored response means.
#[tauri::command]
pub(crate) async fn explain(text: String) -> Result<Explanation> {
    blocking(move || {
        explain_text(text.as_bytes()).map_err(|e: NotExplained| {
            Fault::new(FaultCode::Nothing, crate::fault::sentence(&e.to_string()))
        })
    })
    .await
}

/// Holds a request body against every documented rule. Without a kind, it is told by its fields.
#[tauri::command]
pub(crate) async fn check_request(text: String, kind: Option<String>) -> Result<RequestReport> {
    // A kind that is not known is told by its fields, like none.
    let kind = RequestKind::ALL.into_iter().find(|k| kind.as_deref() == Some(k.code()));
    blocking(move || {
        request::check(text.as_bytes(), kind).map_err(|e: NotChecked| {
            Fault::new(FaultCode::Nothing, crate::fault::sentence(&e.to_string()))
        })
    })
    .await
}
