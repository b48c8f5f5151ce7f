//! What the window's toolkit must know about graphics before it starts.

use std::env;
use std::io;
use std::path::Path;
use std::process::Command;

use proofdesk_engine::platform::hand_over;

/// Where NVIDIA's own driver says that it is loaded.
const DRIVER: &str = "/proc/driver/nvidia/version";
/// What keeps WebKitGTK and that driver from ending the program at its start ("Error 71") under Wayland. It
/// costs no speed.
const REMEDY: &str = "__NV_DISABLE_EXPLICIT_SYNC";
/// Who set one of these has chosen.
const CHOICES: [&str; 3] =
    [REMEDY, "WEBKIT_DISABLE_DMABUF_RENDERER", "WEBKIT_DISABLE_COMPOSITING_MODE"];

/// Starts the program once more with the remedy, where it is needed: the toolkit reads its environment before
/// anything can be said to it. Returns where it is not needed, and where it failed.
pub(crate) fn prepare() {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && is_needed(is_set, Path::new(DRIVER).exists()) {
        // Without it, the program may still start.
        let _: io::Result<u8> = env::current_exe().and_then(|own| hand_over(again(&own)));
    }
}

fn is_needed(is_set: impl Fn(&str) -> bool, has_driver: bool) -> bool {
    has_driver && is_set("WAYLAND_DISPLAY") && !CHOICES.into_iter().any(is_set)
}

fn again(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(env::args_os().skip(1)).env(REMEDY, "1");
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_nvidia_under_wayland_without_a_choice_of_the_user_needs_it() {
        let with = |set: &'static [&str]| move |name: &str| set.contains(&name);
        assert!(is_needed(with(&["WAYLAND_DISPLAY", "DISPLAY"]), true));
        assert!(!is_needed(with(&["WAYLAND_DISPLAY"]), false));
        assert!(!is_needed(with(&["DISPLAY"]), true));
        assert!(!is_needed(with(&["WAYLAND_DISPLAY", "WEBKIT_DISABLE_DMABUF_RENDERER"]), true));
    }

    #[test]
    fn it_is_done_once() {
        let command = again(Path::new("/bin/true"));
        let set: Vec<_> = command.get_envs().filter_map(|(name, _)| name.to_str()).collect();
        assert!(!is_needed(|name| name == "WAYLAND_DISPLAY" || set.contains(&name), true));
    }
}
