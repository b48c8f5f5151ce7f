/// The place of a result in a report: results are ordered by path, line and element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Order {
    /// The file, counted in the order of the names in the report.
    pub file: u32,
    /// The line, from 1; 0 where records do not stand one per line.
    pub line: u64,
    /// The element of an array, from 1; 0 for the whole.
    pub element: u64,
}

impl Order {
    /// The place that is `by` lines, or elements where there are no lines, behind this one.
    pub(crate) fn advanced(self, by: u64) -> Self {
        match self.line {
            0 => Self { element: self.element + by, ..self },
            line => Self { line: line + by, ..self },
        }
    }

    /// The place of what is said about the file as a whole.
    pub(crate) fn whole_file(self) -> Self {
        Self { line: 0, element: 0, ..self }
    }
}
