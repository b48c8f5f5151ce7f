//! Small real files of types that need more than text: they open in the usual programs.

mod crc32;
mod docx;
mod pdf;
mod png;
mod zip;

pub(crate) use crc32::crc32;
pub(super) use docx::docx;
pub(super) use pdf::pdf;
pub(super) use png::floor_plan;
pub(crate) use zip::zip;
