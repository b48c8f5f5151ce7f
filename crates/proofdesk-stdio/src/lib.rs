//! Whether standard output was closed when the program began (`>&-`).
//!
//! Before `main`, Rust's standard library opens `/dev/null` in the place of each standard stream that is closed.
//! Every answer could be written into that and would be lost, with the exit status of one that arrived. It can
//! be seen only before the standard library looks. So one function is put among those that the system calls
//! first, by the only attribute of this repository that counts as `unsafe`; the function itself is safe code.

use std::sync::atomic::{AtomicBool, Ordering};

static WAS_CLOSED: AtomicBool = AtomicBool::new(false);

/// Whether standard output was closed when the program began.
#[must_use]
pub fn output_was_closed() -> bool {
    WAS_CLOSED.load(Ordering::Relaxed)
}

#[cfg(unix)]
extern "C" fn look() {
    let is_closed = rustix::io::fcntl_getfd(rustix::stdio::stdout()).is_err();
    WAS_CLOSED.store(is_closed, Ordering::Relaxed);
}

#[cfg(unix)]
#[used]
#[expect(
    unsafe_code,
    reason = "the section is that of functions which the system calls before main"
)]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".init_array"))]
static FIRST: extern "C" fn() = look;
