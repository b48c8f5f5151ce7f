//! Engagement data as somebody fills it in, field by field, held to the rules of the file that has it.

use serde::{Deserialize, Serialize};

use super::engagement::{Engagement, Kept, date, line, passage, path, require_few};

/// What was filled in, as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct EngagementForm {
    pub engagement: String,
    pub working_paper: String,
    pub prepared_by: String,
    pub prepared_on: String,
    pub reviewed_by: String,
    pub reviewed_on: String,
    pub received: String,
    /// The files that have a number, each once.
    pub exhibits: Vec<Exhibit>,
}

/// A file and its number as an exhibit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Exhibit {
    /// Its path below its input, with `/` between names.
    pub file: String,
    /// The number.
    pub number: String,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FieldError {
    /// The field.
    #[cfg_attr(feature = "ts", ts(type = "keyof EngagementForm"))]
    pub field: &'static str,
    /// Which of the exhibits, from 0; `None` if it is about all of them, or another field.
    pub exhibit: Option<usize>,
    /// A clause that says what, and what to do.
    pub what: String,
}

impl EngagementForm {
    /// The engagement data; `None` if nothing was filled in.
    ///
    /// # Errors
    /// Every field that [`Engagement::read`] would not accept, and exhibits without a file or a number.
    pub fn read(&self) -> Result<Option<Engagement>, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut field = |field, text: &str, keep: fn(&str) -> Kept| {
            keep(text).unwrap_or_else(|what| {
                errors.push(FieldError { field, exhibit: None, what });
                None
            })
        };
        let mut read = Engagement {
            engagement: field("engagement", &self.engagement, line),
            working_paper: field("working_paper", &self.working_paper, line),
            prepared_by: field("prepared_by", &self.prepared_by, line),
            prepared_on: field("prepared_on", &self.prepared_on, date),
            reviewed_by: field("reviewed_by", &self.reviewed_by, line),
            reviewed_on: field("reviewed_on", &self.reviewed_on, date),
            received: field("received", &self.received, passage),
            ..Engagement::default()
        };
        let of_exhibits = |exhibit, what| FieldError { field: "exhibits", exhibit, what };
        errors.extend(require_few(self.exhibits.len()).err().map(|what| of_exhibits(None, what)));
        for (i, exhibit) in self.exhibits.iter().enumerate() {
            match exhibit.read() {
                Ok(None) => {}
                Ok(Some(number)) => {
                    if read.exhibits.insert(exhibit.file.clone(), number).is_some() {
                        let what = "this file has a number already; take one of them out";
                        errors.push(of_exhibits(Some(i), what.to_owned()));
                    }
                }
                Err(what) => errors.push(of_exhibits(Some(i), what)),
            }
        }
        match errors.is_empty() {
            true => Ok(Some(read).filter(|read| *read != Engagement::default())),
            false => Err(errors),
        }
    }
}

impl Exhibit {
    /// The number; `None` if the line is empty.
    fn read(&self) -> Kept {
        path(&self.file)?;
        match (line(&self.number)?, self.file.is_empty()) {
            (Some(_), true) => {
                Err("this number has no file; choose one, or take it out".to_owned())
            }
            (None, false) => Err("this file has no number; give it one, or take it out".to_owned()),
            (number, _) => Ok(number),
        }
    }
}

impl From<Engagement> for EngagementForm {
    fn from(read: Engagement) -> Self {
        let exhibits = read.exhibits.into_iter();
        Self {
            engagement: read.engagement.unwrap_or_default(),
            working_paper: read.working_paper.unwrap_or_default(),
            prepared_by: read.prepared_by.unwrap_or_default(),
            prepared_on: read.prepared_on.unwrap_or_default(),
            reviewed_by: read.reviewed_by.unwrap_or_default(),
            reviewed_on: read.reviewed_on.unwrap_or_default(),
            received: read.received.unwrap_or_default(),
            exhibits: exhibits.map(|(file, number)| Exhibit { file, number }).collect(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn exhibits(all: &[(&str, &str)]) -> EngagementForm {
        let exhibit = |(file, number): &(&str, &str)| Exhibit {
            file: (*file).into(),
            number: (*number).into(),
        };
        EngagementForm { exhibits: all.iter().map(exhibit).collect(), ..EngagementForm::default() }
    }

    #[test]
    fn what_is_filled_in_is_what_a_file_would_say() {
        let form = EngagementForm {
            engagement: "  HL-2026  audit\n".to_owned(),
            prepared_on: "2026-03-31".to_owned(),
            received: "by hand,\n in a box".to_owned(),
            ..exhibits(&[("mail.eml/invoice.pdf", " EX-2 "), ("", "")])
        };
        let file = "engagement = \"HL-2026 audit\"\nprepared_on = 2026-03-31\n\
                    received = \"by hand, in a box\"\n[exhibits]\n\"mail.eml/invoice.pdf\" = \"EX-2\"";
        let read = form.read().unwrap().unwrap();
        assert_eq!(read, Engagement::read(file.as_bytes()).unwrap());
        assert_eq!(EngagementForm::from(read.clone()).read().unwrap(), Some(read));
    }

    #[test]
    fn nothing_filled_in_is_no_engagement_data() {
        assert_eq!(EngagementForm::default().read(), Ok(None));
        let blank = EngagementForm { received: " \n ".to_owned(), ..exhibits(&[("", " ")]) };
        assert_eq!(blank.read(), Ok(None));
    }

    #[test]
    fn every_field_that_is_wrong_is_named() {
        let form = EngagementForm {
            engagement: "x".repeat(201),
            prepared_by: "a\u{7}".to_owned(),
            prepared_on: "2026-02-30".to_owned(),
            ..exhibits(&[("a", "1"), ("a", "2"), ("b", ""), ("", "3")])
        };
        let errors = form.read().unwrap_err();
        let named: Vec<_> = errors.iter().map(|e| (e.field, e.exhibit, &*e.what)).collect();
        assert_eq!(
            named.iter().map(|(field, exhibit, _)| (*field, *exhibit)).collect::<Vec<_>>(),
            [
                ("engagement", None),
                ("prepared_by", None),
                ("prepared_on", None),
                ("exhibits", Some(1)),
                ("exhibits", Some(2)),
                ("exhibits", Some(3)),
            ]
        );
        for (at, words) in
            ["200", "control", "not a date", "already", "no number", "no file"].iter().enumerate()
        {
            assert!(named[at].2.contains(words), "{:?}", named[at]);
        }
    }
}
