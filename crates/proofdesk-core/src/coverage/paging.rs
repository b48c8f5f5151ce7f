//! What a list says of itself: that more follows, how many there are in all, which page it is.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::json::{Node, Object, Value};
use crate::record::Draft;
use crate::verdict::Kind;

/// Objects beside a list, or beside an object on the way to it, that may say the same.
const WITHIN: [&str; 6] = ["pageInfo", "paging", "pagination", "meta", "_links", "links"];

/// A list of records that says where it stands in a larger one.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// JSON Pointer to the array.
    pub pointer: String,
    /// The kind of its first record.
    pub kind: Kind,
    /// The organisation or the tenant of its first record.
    pub owner: Option<String>,
    /// Marks of the records, equal for equal ids: two lists can overlap.
    pub records: Vec<u64>,
    /// How many elements it has.
    pub elements: usize,
    /// Whether every element is or holds a record.
    of_records: bool,
    more: Option<bool>,
    next: Option<bool>,
    stopped: bool,
    total: Option<Total>,
    /// Another member about pages stands there.
    numbered: bool,
    /// Its number, or the number of elements before it.
    place: Option<PagePosition>,
    /// The number of the last page, or how many there are.
    last: Option<Last>,
    /// The member that says that more follows, or how many there are.
    says: Option<&'static str>,
    /// Its total stands directly beside it, so that it is of nothing else.
    total_is_own: bool,
    /// Two members of the same meaning that say different things, in words.
    disagreement: Option<String>,
}

/// How many elements the whole list is said to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Total {
    /// So many.
    pub count: u64,
    /// Or more.
    pub at_least: bool,
}

/// What is said of the last page.
#[derive(Debug, Clone, Copy)]
enum Last {
    Number(u64),
    /// How many pages there are: the first can have the number 0 or 1.
    Count(u64),
}

/// Where a page stands among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PagePosition {
    /// The number of the page.
    Page(u64),
    /// The number of elements before it.
    Offset(u64),
}

impl Page {
    /// The page that is an array with these records in it; `None` if there are none.
    pub(super) fn of<'d>(
        records: impl Iterator<Item = &'d Draft>,
        pointer: &str,
        of_records: bool,
        elements: usize,
    ) -> Option<Self> {
        let is_record =
            |draft: &&Draft| !matches!(draft.finding.kind, Kind::List | Kind::Unknown | Kind::Key);
        let mut records = records.filter(is_record).peekable();
        let first = records.peek()?;
        let kind = first.finding.kind;
        let owner = match &first.audit {
            Some(entry) => Some(entry.org_id.clone()),
            None => {
                let tenant = first.finding.fields.iter().find(|f| f.name == "tenant_id");
                tenant.map(|field| field.value.clone())
            }
        };
        let marks = records.map(|draft| {
            let mut hasher = DefaultHasher::new();
            draft.finding.kind.hash(&mut hasher);
            match &draft.finding.id {
                Some(id) => id.hash(&mut hasher),
                None => draft.finding.hashes.hash(&mut hasher),
            }
            hasher.finish()
        });
        Some(Self {
            pointer: pointer.to_owned(),
            kind,
            owner,
            records: marks.collect(),
            elements,
            of_records,
            ..Self::default()
        })
    }

    /// Whether it says that more follows behind it, or that it was stopped.
    pub fn says_more(&self) -> bool {
        self.stopped
            || self.more == Some(true)
            || self.more.is_none() && (self.next == Some(true) || self.is_before_last())
    }

    /// Whether its number is lower than that of the last page, also if pages are counted from 0.
    fn is_before_last(&self) -> bool {
        match (self.place, self.last) {
            (Some(PagePosition::Page(number)), Some(Last::Number(last))) => number < last,
            (Some(PagePosition::Page(number)), Some(Last::Count(count))) => {
                number.saturating_add(1) < count
            }
            _ => false,
        }
    }

    /// The member that says that more follows, or how many there are in all.
    pub fn says(&self) -> Option<&'static str> {
        self.says
    }

    /// Whether it says that it is the last.
    pub fn says_last(&self) -> bool {
        let last_number = matches!(
            (self.place, self.last),
            (Some(PagePosition::Page(n)), Some(Last::Number(last) | Last::Count(last))) if n == last
        );
        !self.says_more() && (self.more == Some(false) || self.next == Some(false) || last_number)
    }

    /// How many records there are said to be in all.
    pub fn total(&self) -> Option<Total> {
        self.total.filter(|_| self.numbered || self.of_records)
    }

    /// What it says of itself that cannot all be so, as what continues its name.
    pub fn contradiction(&self) -> Option<String> {
        let beyond_last = || match (self.place?, self.last?) {
            (PagePosition::Page(number), Last::Number(last) | Last::Count(last))
                if number > last =>
            {
                Some(format!("says that it is page {number} of {last}"))
            }
            _ => None,
        };
        let below = || {
            // Other lists with the same total may be of something else.
            let present = self.records.iter().collect::<HashSet<_>>().len() as u64;
            let total = self.total().filter(|total| self.total_is_own && total.count < present)?;
            let count = total.count;
            (!total.at_least)
                .then(|| format!("says that there are {count} in all, but {present} are here"))
        };
        self.disagreement.clone().or_else(beyond_last).or_else(below)
    }

    /// Where it says to stand among the others.
    pub fn place(&self) -> Option<PagePosition> {
        self.place
    }

    fn disagrees(&mut self, name: &str, one: u64, other: u64) {
        let words = || format!("says {one} in one place and {other} in another ({name})");
        self.disagreement.get_or_insert_with(words);
    }

    pub(super) fn says_something(&self) -> bool {
        // The vendor's viewer stops there without a word.
        self.elements == VIEWER_ROWS
            || self.numbered
            || self.total.is_some()
            || self.stopped
            || self.place.is_some()
    }
}

/// So many rows the vendor's viewer exports, and no more.
pub const VIEWER_ROWS: usize = 10_000;

/// Notes at `pages` what `object`, which is around them at the pointer `here`, says of them.
pub(super) fn note(object: &Object<'_>, here: &str, pages: &mut [Page]) {
    if pages.is_empty() {
        return;
    }
    let within = WITHIN.iter().filter_map(|name| object.present(name)?.as_object());
    for said in std::iter::once(object).chain(within) {
        for page in pages.iter_mut() {
            let inside = page.pointer.strip_prefix(here).unwrap_or_default();
            let is_own = inside.matches('/').count() <= 1;
            read(said, is_own, page);
        }
    }
    // A search engine says so of its parts, of which it also gives the total.
    let shards = object.present("_shards").and_then(Node::as_object);
    let failed = shards.and_then(|shards| shards.get("failed")?.to_i64());
    if failed.is_some_and(|failed| failed > 0) {
        for page in pages {
            page.stopped = true;
            page.says = page.says.or(Some("failed"));
        }
    }
}

fn read(said: &Object<'_>, is_own: bool, page: &mut Page) {
    let flag = |name: &str| match said.get(name)?.value {
        Value::Bool(value) => Some(value),
        _ => None,
    };
    let count = |node: &Node<'_>| u64::try_from(node.to_i64()?).ok();
    let number = |name: &str| said.get(name).and_then(count);
    for (name, more) in ["has_more", "hasNextPage"].into_iter().filter_map(|n| Some((n, flag(n)?)))
    {
        page.says = page.says.or(Some(name).filter(|_| more));
        page.more = Some(page.more.unwrap_or(false) | more);
        page.numbered = true;
    }
    for name in ["next", "next_cursor", "next_page_token"] {
        let Some(node) = said.get(name) else { continue };
        let follows = match &node.value {
            Value::Null => false,
            Value::String(text) => !text.text.is_empty(),
            Value::Bool(more) => *more,
            Value::Object(next) => !next.members().is_empty(),
            Value::Array(next) => !next.is_empty(),
            _ => true,
        };
        page.says = page.says.or(Some(name).filter(|_| follows));
        page.next = Some(page.next.unwrap_or(false) | follows);
        page.numbered = true;
    }
    if let Some(stopped) = flag("timed_out") {
        page.says = page.says.or(Some("timed_out").filter(|_| stopped));
        page.stopped |= stopped;
        page.numbered = true;
    }
    let place = ["page", "page_number", "current_page"]
        .into_iter()
        .find_map(number)
        .map(PagePosition::Page);
    let place = place.or(["offset", "skip"].into_iter().find_map(number).map(PagePosition::Offset));
    page.numbered |= place.is_some() || number("limit").is_some() || number("per_page").is_some();
    page.place = page.place.or(place);
    let last = [
        ("last_page", Last::Number as fn(u64) -> Last),
        ("total_pages", Last::Count),
        ("page_count", Last::Count),
        ("pages", Last::Count),
    ];
    for (name, of) in last {
        // The number of the last page is at most how many there are.
        if let (Some(said), Some(Last::Number(before) | Last::Count(before))) =
            (number(name), page.last)
            && said != before
            && said.abs_diff(before) > 1
        {
            page.disagrees(name, before, said);
        }
        page.last = page.last.or(number(name).map(of));
        page.says = page.says.or(Some(name).filter(|_| page.is_before_last()));
    }
    let total = said.get("total").and_then(|node| match node.as_object() {
        None => Some(Total { count: count(node)?, at_least: false }),
        Some(total) => {
            let at_least = total.str("relation") == Some("gte");
            Some(Total { count: count(total.get("value")?)?, at_least })
        }
    });
    if let (Some(before), Some(said)) = (page.total, total)
        && before.count != said.count
        && is_own
    {
        page.disagrees("total", before.count, said.count);
    }
    page.total_is_own |= is_own && total.is_some() && page.total.is_none();
    page.says = page.says.or(total.map(|_| "total"));
    page.total = page.total.or(total);
}
