//! The evidence set: what Proofdesk reads, and how files and records find each other.
//!
//! A [`run::Job`] names files and folders, the keys to trust, and options. [`run::carry_out`] reads
//! every file once, judges records on all processors and gives out findings as they become final.
//! The command line and the desktop application are two callers of it, and [`report`] writes the
//! same report for both. [`browse`] keeps the findings of a run to be looked through, and shows the
//! bytes behind one of them.
//!
//! Imports run one way: [`platform`] and the files of this folder below all; then [`input`],
//! `evidence`, [`run`], [`report`], [`browse`]. [`keys`], [`lookup`], [`dsse`] and [`pack`] stand beside
//! them, and `self_check` above [`run`].
//!
//! Nothing here reaches a network.

pub mod browse;
pub mod checksum;
mod clock;
pub mod dsse;
mod evidence;
pub mod input;
pub mod keys;
pub mod lookup;
mod names;
mod order;
pub mod pack;
pub mod parts;
pub mod platform;
pub mod progress;
pub mod report;
pub mod run;
mod self_check;
mod spool;
mod variants;

pub use input::{Exclude, ExcludeError, Input, ReportPlace, SkippedWhy, UnpackLimits};
pub use names::{LookAlikes, labels_look_alike};
pub use order::{FileNumber, Located, Order};
pub use proofdesk_core as core;
pub use self_check::{KnownAnswer, Passed, SelfCheck, self_check};
