//! Lists the commands, so that each needs a permission by name, and builds the page in.

/// Every command of the page. A command that is not listed here cannot be called.
const COMMANDS: &[&str] = &[
    "start",
    "add_files",
    "add_folder",
    "add_samples",
    "add_recent",
    "paste",
    "remove_input",
    "clear",
    "restore",
    "worst_of",
    "rerun",
    "cancel",
    "rows",
    "locate",
    "detail",
    "file_detail",
    "choices",
    "signed_forms",
    "sequence",
    "find",
    "reveal",
    "check_filed",
    "exhibit_files",
    "load_engagement",
    "export_report",
    "save_all_the_same",
    "print",
    "pack",
    "pack_on",
    "cancel_pack",
    "compare",
    "compare_no_more",
    "comparison",
    "keys",
    "read_key",
    "read_key_file",
    "evidence_keys",
    "document_key",
    "show_keys",
    "embedded_key",
    "pin_key",
    "edit_key",
    "remove_key",
    "import_keys",
    "adopt_keys",
    "export_keys",
    "key_history",
    "delete_history",
    "run_cache",
    "delete_run_cache",
    "plan_fetch",
    "choose_fetch_folder",
    "fetch",
    "stop_fetch",
    "error_catalogue",
    "explain",
    "check_request",
    "settings",
    "licences",
    "self_check",
    "close",
    "close_all_the_same",
    "stay",
    "reveal_kept",
    "move_kept_aside",
];

fn main() {
    let page = std::path::Path::new("../ui/dist/index.html");
    println!("cargo::rerun-if-changed={}", page.display());
    if !page.exists() {
        println!("cargo::error=the page of the window is not built yet: run `make ui`");
        return;
    }
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(e) = tauri_build::try_build(attributes) {
        println!("cargo::error={e:#}");
    }
}
