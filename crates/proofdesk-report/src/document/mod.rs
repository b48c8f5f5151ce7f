//! The report as people read it: its parts, in their order and in their words, without a form.
//!
//! [`compose`] says what stands where, a [`Page`] how it looks. Untrusted text cannot reach a page but as
//! [`Text`], in which no character can hide, reorder or erase others.

mod answer;
mod compared;
mod compose;
mod exception;
mod filed;
mod limits;
mod page;
mod seen;
mod verified;

pub(crate) use compose::compose;
pub(crate) use page::{Look, Page, Section, Text, Width, Write};
