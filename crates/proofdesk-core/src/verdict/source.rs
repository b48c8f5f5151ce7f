use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::packed::{packed_enum, packed_struct};
use crate::text::{MASK, Visible, mark, visible, visible_name};

/// The sign between the name of a container and that of its member.
const SIGN: char = '›';
const STEP: &str = " › ";
/// What ends the name of a member that is not the first of its name.
const OF_THIS_NAME: &str = " of this name)";

/// Where a finding comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Source {
    /// The file, as the user named it or found under the folder that the user named.
    pub path: Arc<str>,
    /// The way from the file to what lies inside it, from the outermost container on. Empty for what
    /// stands in the file itself.
    #[serde(default)]
    pub members: Vec<Member>,
    /// Line in the file, from 1, for records that stand one per line.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub line: Option<u64>,
    /// JSON Pointer (RFC 6901) to the record inside the file or line.
    pub pointer: Option<String>,
    /// What was read of the file comes from the run cache: it is unchanged, and was not read once more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<bool>"))]
    pub cached: bool,
}

/// One step into a container.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Member {
    /// The member's name in the container; bytes that are not UTF-8 as `\xNN`.
    pub name: Arc<str>,
    /// Its place among the members, from 0, since names can repeat.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub index: u64,
    /// Which of the members of this name it is, from 2; none of the first.
    #[serde(default)]
    pub of_name: Option<u32>,
}

impl Member {
    /// The name for people's eyes, told from all others in its container.
    fn visible_name(&self) -> String {
        told_apart(&self.name, self.of_name)
    }
}

/// The name of a member, or the end of it, for people's eyes, told from others of its name.
fn told_apart(name: &str, of_name: Option<u32>) -> String {
    let name = visible_step(name);
    // A name can end like that by itself.
    let name = match name.strip_suffix(')') {
        Some(rest) if name.ends_with(OF_THIS_NAME) => rest.to_owned() + &mark(')'),
        _ => name,
    };
    match of_name {
        Some(n) => format!("{name} (no. {n}{OF_THIS_NAME}"),
        None => name,
    }
}

/// A name in which the sign between two names is a mark, and so is what would read as a line or a pointer
/// behind it: `a:2`, `a#/0` and `a#` can be names.
fn visible_step(name: &str) -> String {
    let shown = visible_name(name);
    // The mask of a private key has the sign too, and is no step.
    let parts = shown.split(MASK).map(|part| part.replace(SIGN, &mark(SIGN)));
    let shown = parts.collect::<Vec<_>>().join(MASK);
    let shown = shown.replace("#/", &(mark('#') + "/"));
    if let Some(name) = shown.strip_suffix('#') {
        return name.to_owned() + &mark('#');
    }
    let line = shown.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    match shown[..line].strip_suffix(':').filter(|_| line < shown.len()) {
        Some(name) => format!("{name}{}{}", mark(':'), &shown[line..]),
        None => shown,
    }
}

impl Source {
    /// A whole file.
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), members: Vec::new(), line: None, pointer: None, cached: false }
    }

    /// The name of the file, behind those of the containers that it lies in.
    ///
    /// ```
    /// use proofdesk_core::verdict::{Member, Source};
    ///
    /// let mut source = Source::file("mail.eml");
    /// source.members.push(Member { name: "letter.txt".into(), index: 1, of_name: None });
    /// assert_eq!(source.name(), "mail.eml › letter.txt");
    /// ```
    pub fn name(&self) -> Cow<'_, str> {
        if self.members.is_empty() {
            return Cow::Borrowed(&self.path);
        }
        let names = self.members.iter().map(|member| &*member.name);
        Cow::Owned(std::iter::once(&*self.path).chain(names).collect::<Vec<_>>().join(STEP))
    }

    /// The same for people's eyes, told from all others: a name that holds the sign between two names from
    /// two, and members of one name from each other.
    pub fn visible_name(&self) -> Visible<'_> {
        let members = self.members.iter().map(Member::visible_name);
        let names = std::iter::once(visible_step(&self.path)).chain(members);
        Visible::from(names.collect::<Vec<_>>().join(STEP))
    }

    /// The place with its line and pointer, for people's eyes: `mail.eml › records.ndjson:3#/0`.
    pub fn visible_place(&self) -> Visible<'_> {
        let (line, pointer) = (self.line, self.pointer.as_deref());
        if line.is_none() && pointer.is_none() {
            return self.visible_name();
        }
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        let pointer = pointer.map(|p| format!("#{}", visible(p))).unwrap_or_default();
        Visible::from(format!("{}{line}{pointer}", self.visible_name()))
    }

    /// What it is called where it lies: the last of its names, without the folders before it.
    pub fn file_name(&self) -> &str {
        file_name(&self.path, &self.members)
    }

    /// The same for people's eyes, told from others of its name in its container.
    pub fn visible_file_name(&self) -> Visible<'_> {
        let of_name = self.members.last().and_then(|member| member.of_name);
        Visible::from(told_apart(self.file_name(), of_name))
    }

    /// Where it lies inside the file, for people's eyes, the nearest first; `None` of what stands in the file
    /// itself.
    ///
    /// ```
    /// use proofdesk_core::verdict::{Member, Source};
    ///
    /// let mut source = Source::file("/evidence/mail.eml");
    /// assert!(source.visible_inside().is_none());
    /// let member = |name: &str| Member { name: name.into(), index: 0, of_name: None };
    /// source.members = vec![member("letters.zip"), member("2026/letter.txt")];
    /// assert_eq!(&*source.visible_inside().unwrap(), "letter.txt, in letters.zip › 2026");
    /// ```
    pub fn visible_inside(&self) -> Option<Visible<'_>> {
        let (last, around) = self.members.split_last()?;
        let name = file_name(&self.path, &self.members);
        let folder = last.name.rfind(name).map_or("", |at| &last.name[..at]);
        let folder = folder.trim_end_matches(['/', '\\']);
        let mut steps: Vec<String> = around.iter().map(Member::visible_name).collect();
        steps.extend((!folder.is_empty()).then(|| visible_step(folder)));
        let line = self.line.map(|line| format!(", line {line}")).unwrap_or_default();
        let around = match steps.is_empty() {
            true => String::new(),
            false => format!(", in {}", steps.join(STEP)),
        };
        Some(Visible::from(format!("{}{line}{around}", self.visible_file_name())))
    }
}

/// Where the key comes from that the signature was checked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum KeySource {
    /// A key that the user pinned.
    Pinned,
    /// The key inside the record, which proves nothing about who signed.
    Embedded,
    /// No key.
    None,
}

/// As [`Source::file_name`], of its parts.
pub fn file_name<'n>(path: &'n str, members: &'n [Member]) -> &'n str {
    match members.last() {
        Some(member) => {
            let name = &*member.name;
            // "part 1 (text/plain)" of a mail lies in no folder.
            let kind = name.strip_suffix(')').and_then(|name| name.rfind(" ("));
            let folders = &name[..kind.unwrap_or(name.len())];
            let is_divider = ['/', '\\'];
            let from =
                folders.trim_end_matches(is_divider).rfind(is_divider).map_or(0, |at| at + 1);
            match name[from..].trim_end_matches(is_divider) {
                "" => name,
                own => own,
            }
        }
        None => Path::new(path).file_name().and_then(OsStr::to_str).unwrap_or(path),
    }
}

/// Whose key the signature was checked with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Signer {
    /// The label of the pin.
    pub label: Option<Arc<str>>,
    /// SHA-256 of the 32 key bytes, 64 lowercase hex digits.
    pub fingerprint: Option<Arc<str>>,
    /// Where the key comes from.
    pub source: KeySource,
    /// Where the signature holds: the domains that the record names its issuer by, but for that of the pin.
    /// No report has them here.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub domains: Option<Box<[Box<str>]>>,
}

impl Signer {
    /// No key.
    pub const NONE: Self =
        Self { label: None, fingerprint: None, source: KeySource::None, domains: None };
}

/// What the signature says of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FieldStatus {
    /// The value stands in the verified bytes.
    Signed,
    /// The verified bytes hold the value in another form, which stands beside it.
    Normalised,
    /// No signature covers it.
    Unsigned,
    /// The verified bytes hold it, and the record does not show it.
    NotShown,
}

/// A field that the record shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Field {
    /// Its name in the record.
    pub name: Cow<'static, str>,
    /// The value shown: a string as its characters, anything else as compact JSON.
    pub value: String,
    /// Whether it is signed.
    pub status: FieldStatus,
    /// The signed value where it is not spelled like the shown one.
    pub signed_value: Option<String>,
}

packed_struct!(Source { path, members, line, pointer, cached });
packed_struct!(Member { name, index, of_name });
packed_enum!(KeySource { Pinned, Embedded, None });
packed_struct!(Signer { label, fingerprint, source, domains });
packed_enum!(FieldStatus { Signed, Normalised, Unsigned, NotShown });
packed_struct!(Field { name, value, status, signed_value });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_shown_as_a_place_in_another_file() {
        let place = |path: &str, line, pointer: Option<&str>| {
            let pointer = pointer.map(str::to_owned);
            Source { line, pointer, ..Source::file(path) }.visible_place().into_owned()
        };
        assert_eq!(place("l.ndjson", Some(2), None), "l.ndjson:2");
        assert_eq!(place("l.ndjson:2", None, None), "l.ndjson<U+003A>2");
        assert_eq!(place("l.ndjson:2", None, Some("/a")), "l.ndjson<U+003A>2#/a");
        assert_eq!(place("r.json", None, Some("/0")), "r.json#/0");
        assert_eq!(place("r.json#/0", None, None), "r.json<U+0023>/0");
        assert_eq!(place("r.json", None, Some("")), "r.json#");
        assert_eq!(place("r.json#", None, None), "r.json<U+0023>");
        assert_eq!(place("C#:2#/x", Some(7), Some("")), "C#:2<U+0023>/x:7#");
        for plain in ["a:b.txt", "C:", "2", "a#b", "issue #12.txt"] {
            assert_eq!(place(plain, None, None), plain);
        }
    }

    #[test]
    fn a_part_of_a_mail_lies_in_no_folder() {
        let called = |name: &str| {
            let member = Member { name: name.into(), index: 0, of_name: None };
            file_name("m.eml", &[member]).to_owned()
        };
        assert_eq!(called("part 1 (application/gzip)"), "part 1 (application/gzip)");
        assert_eq!(called("a (b)/c.txt"), "c.txt");
        assert_eq!(called("a/c (2)"), "c (2)");
        assert_eq!(called("a/b/"), "b");
        assert_eq!(called("/"), "/");
    }
}
