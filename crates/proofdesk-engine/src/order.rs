//! Where results have their place in a report.

use std::collections::HashSet;

use proofdesk_core::verdict::Finding;

/// A file of a run: one that was given, or a member of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileNumber {
    /// The given file, counted in the order of the names in the report.
    pub given: u32,
    /// What lies in it, from 1: a container before its members, and these as it has them. 0 for the given
    /// file itself.
    pub member: u32,
}

impl FileNumber {
    /// Behind every file.
    pub(crate) const LAST: Self = Self { given: u32::MAX, member: u32::MAX };

    /// The given file that it is or lies in.
    pub(crate) fn outermost(self) -> Self {
        Self { member: 0, ..self }
    }

    /// Whether it, or the file that it lies in, is one of these.
    pub(crate) fn lies_in(self, files: &HashSet<Self>) -> bool {
        files.contains(&self) || files.contains(&self.outermost())
    }
}

/// The place of a result in a report: results are ordered by path, members, line and pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Order {
    /// The file.
    pub file: FileNumber,
    /// The line, from 1; 0 where values do not stand on lines of their own.
    pub line: u64,
    /// The element of an array that is the whole file, or of several values on one line, from 1; 0 for
    /// the only one.
    pub element: u64,
    /// What stands inside the value, from 1 in the order of the text; 0 for the value itself.
    pub part: u64,
}

impl Order {
    /// The place that is `by` lines, elements or parts behind this one.
    pub(crate) fn advanced(self, by: u64) -> Self {
        match (self.line, self.element) {
            (0, 0) => Self { part: self.part + by, ..self },
            (0, element) => Self { element: element + by, ..self },
            (line, _) => Self { line: line + by, ..self },
        }
    }

    /// The pointer to the value that a result stands in.
    pub(crate) fn element_pointer(self) -> String {
        match self.element {
            0 => String::new(),
            element => format!("/{}", element - 1),
        }
    }

    /// The place of what is said about the file as a whole.
    pub(crate) fn whole_file(self) -> Self {
        Self { file: self.file, ..Self::default() }
    }

    /// Behind everything that is in the file.
    pub(crate) fn end_of_file(self) -> Self {
        Self { file: self.file, line: u64::MAX, element: u64::MAX, part: u64::MAX }
    }
}

/// A finding and its place in the report.
#[derive(Debug, Clone)]
pub struct Located {
    /// Its place.
    pub order: Order,
    /// The finding.
    pub finding: Finding,
}
