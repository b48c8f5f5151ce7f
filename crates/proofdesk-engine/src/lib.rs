//! The evidence set: what Proofdesk reads, and how files and records find each other.
//!
//! A [`job::Job`] names files and folders, the keys to trust, and options. [`job::run`] reads every
//! file once, judges records on all processors and gives out findings as they become final. The
//! command line and the desktop application are two callers of it, and [`report`] writes the same
//! report for both. [`results`] keeps the findings of a run to be browsed, and [`inspect`] shows
//! the bytes behind one of them.
//!
//! Nothing here reaches a network.

mod audit_log;
pub mod checksum;
mod collector;
mod evidence;
mod exclude;
mod hints;
pub mod inspect;
mod intake;
pub mod job;
pub mod keyring;
mod lists;
pub mod lookup;
mod names;
mod order;
mod places;
pub mod platform;
pub mod progress;
pub mod report;
pub mod results;
mod sniff;
pub mod source;
mod spelling;
mod spool;
mod walk;

pub use exclude::Exclude;
pub use names::LookAlikes;
pub use order::Order;
pub use proofdesk_core as core;
pub use walk::{Input, OWN_OUTPUT, ReportPlace};
