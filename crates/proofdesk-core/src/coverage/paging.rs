//! What a list says of itself: that more follows, how many there are in all, which page it is.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::json::{Node, Object, Value};
use crate::record::Draft;
use crate::verdict::Kind;

/// Objects beside a list, or beside an object on the way to it, that may say the same. These and all names
/// below are told by their letters, whatever their case and what joins their words.
const WITHIN: [&str; 5] = ["pageinfo", "paging", "pagination", "meta", "links"];
/// That more follows, or not.
const MORE: [&str; 6] =
    ["hasmore", "hasnextpage", "hasnext", "istruncated", "truncated", "incompleteresults"];
/// That nothing follows, or something does.
const LAST: [&str; 2] = ["last", "islast"];
/// Where what follows is.
const NEXT: [&str; 10] = [
    "next",
    "nextcursor",
    "nextpage",
    "nextpagetoken",
    "nexttoken",
    "nextmarker",
    "nextcontinuationtoken",
    "nextlink",
    "nextpageurl",
    "odatanextlink",
];
const PAGE: [&str; 3] = ["page", "pagenumber", "currentpage"];
const OFFSET: [&str; 2] = ["offset", "skip"];
const LIMIT: [&str; 4] = ["limit", "perpage", "pagesize", "itemsperpage"];
/// The number of the last page, and how many pages there are.
const LAST_PAGE: [&str; 1] = ["lastpage"];
const PAGES: [&str; 4] = ["totalpages", "pagecount", "pages", "numpages"];
/// How many there are in all.
const TOTAL: [&str; 6] =
    ["total", "totalcount", "totalresults", "totalrecords", "totalelements", "totalitems"];
/// That it was stopped.
const STOPPED: [&str; 1] = ["timedout"];
/// No name is longer. In bytes.
const LONGEST: usize = 32;

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
    says: Option<String>,
    /// Its total stands directly beside it, so that it is of nothing else.
    total_is_own: bool,
    /// Two members of the same meaning that say different things, in words.
    disagreement: Option<String>,
    /// It is no list, but what the head of a saved response says of the lists in its body.
    pub is_head: bool,
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

    /// What the head of a saved response says of the lists in its body (RFC 8288); `None` of a text that is none.
    pub fn of_head(head: &str) -> Option<Self> {
        if !head.starts_with("HTTP/") {
            return None;
        }
        let mut page = Self { is_head: true, ..Self::default() };
        let links = head.lines().filter_map(|line| line.split_once(':'));
        for (name, links) in links.filter(|(name, _)| name.eq_ignore_ascii_case("link")) {
            let follows = relations(links).any(|relation| relation.eq_ignore_ascii_case("next"));
            page.next = Some(page.next.unwrap_or(false) | follows);
            page.numbered = true;
            if follows {
                page.is_said_by(name);
            }
        }
        Some(page)
    }

    /// Takes what the head of the response says that it stands in.
    pub fn is_below(&mut self, head: &Self) {
        self.next = match (self.next, head.next) {
            (Some(own), Some(other)) => Some(own | other),
            (own, other) => own.or(other),
        };
        self.numbered |= head.numbered;
        if let Some(name) = &head.says {
            self.is_said_by(name);
        }
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
    pub fn says(&self) -> Option<&str> {
        self.says.as_deref()
    }

    /// Takes note that this member says so, if none did before.
    fn is_said_by(&mut self, name: &str) {
        self.says.get_or_insert_with(|| name.to_owned());
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

    /// Whether it says anything of itself.
    pub fn says_something(&self) -> bool {
        // The vendor's viewer stops there without a word.
        self.elements == VIEWER_ROWS
            || self.numbered
            || self.total.is_some()
            || self.stopped
            || self.place.is_some()
    }
}

/// The types of relation that a header `Link` names (RFC 8288, section 3): several can stand in one `rel`.
fn relations(header: &str) -> impl Iterator<Item = &str> {
    // What ends the address or the text in quotes that is gone through, in which nothing divides. An address
    // begins a link, and stands nowhere else.
    let (mut inside, mut escaped, mut begins) = (None, false, true);
    let divides = move |c| {
        let is_escaped = std::mem::take(&mut escaped);
        escaped = inside == Some('"') && c == '\\' && !is_escaped;
        match inside {
            Some(end) => {
                inside = Some(end).filter(|end| c != *end || is_escaped);
                false
            }
            None => {
                inside = match c {
                    '<' if begins => Some('>'),
                    '"' => Some('"'),
                    _ => None,
                };
                begins = c == ',' || begins && c.is_whitespace();
                matches!(c, ',' | ';')
            }
        }
    };
    let parameters = header.split(divides).filter_map(|part| part.split_once('='));
    let types = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("rel"));
    types.flat_map(|(_, types)| types.trim().trim_matches('"').split_ascii_whitespace())
}

/// So many rows the vendor's viewer exports, and no more.
pub const VIEWER_ROWS: usize = 10_000;

/// Notes at `pages` what `object`, which is around them at the pointer `here`, says of them.
pub(super) fn note(object: &Object<'_>, here: &str, pages: &mut [Page]) {
    if pages.is_empty() {
        return;
    }
    let members = told(object);
    let within = members.iter().filter(|told| WITHIN.contains(&&*told.letters));
    let within: Vec<_> = within.filter_map(|told| told.node.as_object()).map(told).collect();
    for said in std::iter::once(&members).chain(&within) {
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
            page.is_said_by("failed");
        }
    }
}

/// A member that may say something of a list.
struct Told<'o> {
    /// The letters of its name, in lower case.
    letters: String,
    name: &'o str,
    node: &'o Node<'o>,
}

/// The members of an object with names that are not too long.
fn told<'o>(object: &'o Object<'o>) -> Vec<Told<'o>> {
    let short = object.members().iter().filter(|(name, _)| name.text.len() <= LONGEST);
    let told = short.map(|(name, node)| {
        let letters = name.text.chars().filter(|c| c.is_ascii_alphanumeric());
        Told { letters: letters.map(|c| c.to_ascii_lowercase()).collect(), name: &name.text, node }
    });
    let is_known = |told: &Told<'_>| {
        let all: [&[&str]; 11] = [
            &WITHIN, &MORE, &LAST, &NEXT, &PAGE, &OFFSET, &LIMIT, &LAST_PAGE, &PAGES, &TOTAL,
            &STOPPED,
        ];
        all.iter().any(|names| names.contains(&&*told.letters))
    };
    told.filter(is_known).collect()
}

/// A truth value, as programs write it.
fn flag(node: &Node<'_>) -> Option<bool> {
    let text = match &node.value {
        Value::Bool(value) => return Some(*value),
        Value::Number(number) => number.spelling,
        Value::String(text) => &*text.text,
        _ => return None,
    };
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// A number, also in a text.
fn count(node: &Node<'_>) -> Option<u64> {
    match node.as_str() {
        Some(text) => text.parse().ok(),
        None => u64::try_from(node.to_i64()?).ok(),
    }
}

fn read(said: &[Told<'_>], is_own: bool, page: &mut Page) {
    let all = |names: &'static [&'static str]| {
        said.iter().filter(move |told| names.contains(&&*told.letters))
    };
    let number = |names: &'static [&'static str]| all(names).find_map(|told| count(told.node));
    let more = all(&MORE).filter_map(|told| Some((told.name, flag(told.node)?)));
    // Where `last` is a number, it is that of a page.
    let last = all(&LAST).filter(|told| count(told.node).is_none());
    let last = last.filter_map(|told| Some((told.name, !flag(told.node)?)));
    for (name, more) in more.chain(last) {
        if more {
            page.is_said_by(name);
        }
        page.more = Some(page.more.unwrap_or(false) | more);
        page.numbered = true;
    }
    for told in all(&NEXT) {
        let follows = match &told.node.value {
            Value::Null => false,
            Value::String(text) => !text.text.is_empty(),
            Value::Bool(more) => *more,
            Value::Object(next) => !next.members().is_empty(),
            Value::Array(next) => !next.is_empty(),
            _ => true,
        };
        if follows {
            page.is_said_by(told.name);
        }
        page.next = Some(page.next.unwrap_or(false) | follows);
        page.numbered = true;
    }
    for (name, stopped) in all(&STOPPED).filter_map(|told| Some((told.name, flag(told.node)?))) {
        if stopped {
            page.is_said_by(name);
        }
        page.stopped |= stopped;
        page.numbered = true;
    }
    let place = number(&PAGE).map(PagePosition::Page);
    let place = place.or(number(&OFFSET).map(PagePosition::Offset));
    page.numbered |= place.is_some() || number(&LIMIT).is_some();
    page.place = page.place.or(place);
    let last = all(&LAST_PAGE).map(|told| (told, Last::Number as fn(u64) -> Last));
    for (told, of) in last.chain(all(&PAGES).map(|told| (told, Last::Count as fn(u64) -> Last))) {
        let Some(said) = count(told.node) else { continue };
        // The number of the last page is at most how many there are.
        if let Some(Last::Number(before) | Last::Count(before)) = page.last
            && said.abs_diff(before) > 1
        {
            page.disagrees(told.name, before, said);
        }
        page.last = page.last.or(Some(of(said)));
        if page.is_before_last() {
            page.is_said_by(told.name);
        }
    }
    let total = all(&TOTAL).find_map(|told| {
        let total = match told.node.as_object() {
            None => Total { count: count(told.node)?, at_least: false },
            Some(total) => {
                let at_least = total.str("relation") == Some("gte");
                Total { count: count(total.get("value")?)?, at_least }
            }
        };
        Some((told.name, total))
    });
    let Some((name, total)) = total else { return };
    match page.total {
        Some(before) if before.count != total.count && is_own => {
            page.disagrees(name, before.count, total.count);
        }
        Some(_) => {}
        None => {
            page.total_is_own |= is_own;
            page.total = Some(total);
        }
    }
    page.is_said_by(name);
}
