//! The report for people: what does not hold first and explained, what holds summarised.

mod closing;
mod explained;
mod fields;
mod first;
mod report;
mod summarised;
mod words;

pub(crate) use report::TextReport;
