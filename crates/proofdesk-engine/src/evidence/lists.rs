//! Lists that say that more follows, and whether the evidence has it.

use std::collections::{BTreeMap, HashSet};

use proofdesk_core::coverage::{Page, PagePosition, Total, VIEWER_ROWS};
use proofdesk_core::verdict::Reason;
use proofdesk_core::verdict::{Check, CheckName, Kind};
use proofdesk_core::{counted, counted_in_groups, grouped};

use crate::order::{FileNumber, Order};

/// What a list is said to be one of.
type Name = (Kind, String, Option<String>, Option<(u64, bool)>);

/// A list of which the evidence lacks a part, or may lack one, by its own words.
pub(crate) struct Incomplete {
    /// The first of its pages that says so.
    pub order: Order,
    pub page: Page,
    pub check: Check,
    /// By which words of it, as what continues its name.
    pub says: String,
}

/// The pages of all lists that are not answered by the others. `is_gapless` tells whether the signed
/// numbers of an organisation's audit events have no gap.
pub(crate) fn incomplete(
    pages: Vec<(Order, Page)>,
    contiguous: bool,
    is_gapless: &dyn Fn(&str) -> bool,
) -> Vec<Incomplete> {
    let mut lists: BTreeMap<Name, Vec<(Order, Page)>> = BTreeMap::new();
    for (order, page) in below_heads(pages) {
        let total = page.total().map(|total| (total.count, total.at_least));
        let name = (page.kind, page.pointer.clone(), page.owner.clone(), total);
        lists.entry(name).or_default().push((order, page));
    }
    let outcome = if contiguous { Check::fail } else { Check::unknown };
    let judge = |mut pages: Vec<(Order, Page)>| {
        pages.sort_by_key(|(order, _)| *order);
        let total = pages.first()?.1.total();
        let present: HashSet<u64> =
            pages.iter().flat_map(|(_, page)| &page.records).copied().collect();
        let present = present.len() as u64;
        let short = total.filter(|total| total.at_least || present < total.count);
        let says_more = pages.iter().position(|(_, page)| page.says_more());
        // What contradicts itself answers nothing, and shows nothing either.
        let at = pages.iter().position(|(_, page)| page.contradiction().is_some());
        if let Some((order, page)) = at.map(|at| pages.swap_remove(at)) {
            let check = Check::unknown(CheckName::Items, Reason::ListIncomplete)
                .clause("the page numbers and totals in the list do not agree with each other")
                .possible_causes(
                    "A program may have joined pages of several lists, counted something else, or lost a \
                     part; or somebody removed or added entries.",
                )
                .next_step("Ask for the whole list again, as the API returns it.");
            let says = page.contradiction().unwrap_or_default();
            return Some(Incomplete { order, page, check, says });
        }
        if says_more.is_none() && short.is_none() {
            return None;
        }
        let reached = total.is_some_and(|total| !total.at_least && present >= total.count);
        let has_last = pages.iter().any(|(_, page)| page.says_last());
        let numbered = has_last && are_numbered_without_gap(&pages);
        let gapless = || {
            let owner = pages[0].1.owner.as_deref().filter(|_| pages[0].1.kind == Kind::AuditEvent);
            owner.is_some_and(is_gapless)
        };
        if reached || numbered || has_last && gapless() {
            return None;
        }
        let (order, page) = pages.swap_remove(says_more.unwrap_or_default());
        let check = outcome(CheckName::Items, Reason::ListIncomplete);
        let check = match short {
            Some(Total { count, at_least: true }) => {
                check.stated(format!("{} or more", counted(count, "record")))
            }
            Some(Total { count, at_least: false }) => check.stated(counted(count, "record")),
            None => check,
        }
        .calculated(counted(present, "record"));
        // Nothing says that more follows: some may be there twice.
        let check = match total.filter(|_| says_more.is_none()) {
            Some(total) => check.clause(format!(
                "the list says that it has {}{}, and {} in this evidence",
                counted_in_groups(total.count, "record"),
                if total.at_least { " or more" } else { "" },
                match present {
                    1 => "1 different one is".to_owned(),
                    present => format!("{} different ones are", grouped(present)),
                }
            )),
            None => check,
        };
        let says = format!("says so in its member {}", page.says().unwrap_or_default());
        Some(Incomplete { order, page, check, says })
    };
    lists.into_values().filter_map(judge).collect()
}

/// The pages without the heads of saved responses, each with what the head before it says.
fn below_heads(mut pages: Vec<(Order, Page)>) -> Vec<(Order, Page)> {
    pages.sort_by_key(|(order, _)| *order);
    let mut last: Option<(FileNumber, Page)> = None;
    let mut lists = Vec::with_capacity(pages.len());
    for (order, mut page) in pages {
        if page.is_head {
            last = Some((order.file, page));
            continue;
        }
        if let Some((_, head)) = last.as_ref().filter(|(file, _)| *file == order.file) {
            page.is_below(head);
        }
        lists.push((order, page));
    }
    lists
}

/// Whether the numbers or offsets of the pages have no gap between the first page and one that says it
/// is the last.
fn are_numbered_without_gap(pages: &[(Order, Page)]) -> bool {
    let mut places: Vec<(u64, u64, bool)> = Vec::new();
    let mut is_offset = None;
    for (_, page) in pages {
        let (number, len, offset) = match page.place() {
            Some(PagePosition::Page(number)) => (number, 1, false),
            Some(PagePosition::Offset(offset)) => (offset, page.elements as u64, true),
            None => return false,
        };
        if *is_offset.get_or_insert(offset) != offset {
            return false;
        }
        places.push((number, len, page.says_last()));
    }
    places.sort_unstable();
    // Pages are counted from 0 or from 1, elements from 0.
    let is_first = |number: u64| number == 0 || number == 1 && is_offset == Some(false);
    let mut next = match places.first() {
        Some((number, ..)) if is_first(*number) => *number,
        _ => return false,
    };
    for (number, len, last) in places {
        if number > next {
            return false;
        }
        next = next.max(number + len);
        if last {
            return true;
        }
    }
    false
}

/// Whether a list is as long as the longest that the vendor's viewer exports.
pub(crate) fn stops_where_the_viewer_stops(page: &Page) -> bool {
    page.kind == Kind::AuditEvent && page.elements == VIEWER_ROWS
}

/// What is said of such a list.
pub(crate) fn viewer_note() -> Check {
    Check::pass(CheckName::Items).remark(format!(
        "A list in it has exactly {} rows. Invoance's viewer stops there without a word, so more may be missing \
         at the end.",
        grouped(VIEWER_ROWS as u64)
    ))
}
