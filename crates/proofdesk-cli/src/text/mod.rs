//! The report for people: what does not hold first and explained, what holds summarised.

mod closing;
mod compared;
mod explained;
mod fields;
mod filed;
mod first;
mod report;
mod second_keys;
mod summarised;
mod words;

pub(crate) use compared::compared;
pub(crate) use report::{Beside, TextReport};
