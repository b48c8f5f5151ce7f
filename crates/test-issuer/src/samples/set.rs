use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

/// Where in a file a result belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The whole file.
    File,
    /// Lines of the file, counted from one, both ends included.
    Lines(usize, usize),
    /// An element inside the file, as a JSON Pointer.
    Pointer(String),
    /// The first so many elements of an array inside the file, which the JSON Pointer names.
    Elements(&'static str, usize),
}

/// What a verifier should say of one file, or of one record in it.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The file, relative to `samples/`.
    pub path: String,
    /// The place in it.
    pub place: Place,
    /// The kind of result.
    pub kind: &'static str,
    /// The verdict.
    pub verdict: &'static str,
    /// The reason codes of its checks.
    pub reasons: &'static [&'static str],
    /// Why, in one sentence.
    pub why: &'static str,
}

/// All samples with their expectations.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    files: BTreeMap<String, Vec<u8>>,
    expected: Vec<Expected>,
}

impl Samples {
    /// Every file of `samples/` by its path in it.
    pub fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }

    /// The expectations in the order of the README's tables.
    pub fn expected(&self) -> &[Expected] {
        &self.expected
    }

    /// The expectations as tab-separated lines under a line of column names; one line a result.
    pub fn expected_tsv(&self) -> String {
        let mut out = String::from("path\tline\tpointer\tkind\tverdict\treasons\n");
        for e in &self.expected {
            let places = match &e.place {
                Place::File => vec![(String::new(), String::new())],
                Place::Pointer(pointer) => vec![(String::new(), pointer.clone())],
                Place::Elements(array, count) => {
                    (0..*count).map(|i| (String::new(), format!("{array}/{i}"))).collect()
                }
                Place::Lines(first, last) => {
                    (*first..=*last).map(|line| (line.to_string(), String::new())).collect()
                }
            };
            for (line, pointer) in places {
                let reasons = e.reasons.join(",");
                let columns = [&e.path, &line, &pointer, e.kind, e.verdict, reasons.as_str()];
                out.push_str(&(columns.join("\t") + "\n"));
            }
        }
        out
    }

    /// Writes `samples/` and `tests/samples-expected.tsv` below a folder.
    pub fn write(&self, root: &Path) -> io::Result<()> {
        for (path, bytes) in &self.files {
            let path = root.join("samples").join(path);
            fs::create_dir_all(path.parent().unwrap())?;
            fs::write(path, bytes)?;
        }
        fs::create_dir_all(root.join("tests"))?;
        fs::write(root.join("tests/samples-expected.tsv"), self.expected_tsv())
    }

    /// The files in a folder's `samples/` that are not samples, left by an earlier version.
    pub fn strays(&self, root: &Path) -> io::Result<Vec<String>> {
        fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) -> io::Result<()> {
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
                if entry.file_type()?.is_dir() {
                    walk(&entry.path(), &format!("{path}/"), found)?;
                } else {
                    found.push(path);
                }
            }
            Ok(())
        }
        let mut found = Vec::new();
        walk(&root.join("samples"), "", &mut found)?;
        found.retain(|path| !self.files.contains_key(path));
        found.sort();
        Ok(found)
    }

    pub(super) fn add(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        let before = self.files.insert(path.to_owned(), bytes.into());
        assert!(before.is_none(), "{path} is written twice");
    }

    pub(super) fn expect(
        &mut self,
        path: &str,
        kind: &'static str,
        verdict: &'static str,
        reasons: &'static [&'static str],
        why: &'static str,
    ) {
        self.expect_at(path, Place::File, kind, verdict, reasons, why);
    }

    pub(super) fn expect_at(
        &mut self,
        path: &str,
        place: Place,
        kind: &'static str,
        verdict: &'static str,
        reasons: &'static [&'static str],
        why: &'static str,
    ) {
        self.expected.push(Expected { path: path.to_owned(), place, kind, verdict, reasons, why });
    }

    /// A file that verifies.
    pub(super) fn good(
        &mut self,
        path: &str,
        bytes: impl Into<Vec<u8>>,
        kind: &'static str,
        why: &'static str,
    ) {
        self.add(path, bytes);
        self.expect(path, kind, "verified", &[], why);
    }
}
