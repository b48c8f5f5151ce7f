//! What a report is filed under, and the pages that people sign.
//!
//! All of it is the user's own word, or left blank for it.

use std::io;

use proofdesk_engine::input::FileRead;
use proofdesk_engine::report::{Engagement, Exhibits, Head};

use super::page::{Look, Page, Text};
use crate::extra::Extra;

/// What a report is filed under, where it says so.
pub(super) struct Filed<'a> {
    head: &'a Head,
    pub(super) extra: &'a Extra,
    engagement: Option<(&'a Engagement, bool)>,
    exhibits: Option<Exhibits<'a>>,
}

impl<'a> Filed<'a> {
    pub(super) fn new(head: &'a Head, extra: &'a Extra) -> Self {
        let engagement = extra.filed(head);
        let exhibits = engagement
            .filter(|(engagement, _)| !engagement.exhibits.is_empty())
            .map(|(engagement, _)| Exhibits::new(engagement, head.run.inputs.clone()));
        Self { head, extra, engagement, exhibits }
    }

    pub(super) fn has_words(&self) -> bool {
        self.engagement.is_some()
    }

    pub(super) fn has_exhibits(&self) -> bool {
        self.exhibits.is_some()
    }

    /// The number of a file.
    pub(super) fn exhibit(&self, file: &FileRead) -> &str {
        let exhibits = self.exhibits.as_ref();
        exhibits.and_then(|e| e.of(&file.path, &file.members)).unwrap_or_default()
    }

    /// A field of the engagement, empty if it has none.
    fn field(&self, of: impl Fn(&Engagement) -> &Option<String>) -> Text {
        let text = self.engagement.and_then(|(engagement, _)| of(engagement).as_deref());
        text.map(Text::plain).unwrap_or_default()
    }

    /// What was given as engagement data.
    pub(super) fn under(&self, page: &mut dyn Page) -> io::Result<()> {
        let Some((engagement, added)) = self.engagement else { return Ok(()) };
        let words = "Given by the user. Proofdesk checked none of it, and the report digest does not \
                     cover it.";
        page.paragraph(&Text::plain(words))?;
        if added {
            let words = "It was added when this form was made: the JSON report does not have it.";
            page.paragraph(&Text::plain(words))?;
        }
        let facts = [
            ("Engagement", self.field(|e| &e.engagement)),
            ("Working paper", self.field(|e| &e.working_paper)),
            ("Prepared by", self.field(|e| &e.prepared_by)),
            ("Prepared on", self.field(|e| &e.prepared_on)),
            ("Reviewed by", self.field(|e| &e.reviewed_by)),
            ("Reviewed on", self.field(|e| &e.reviewed_on)),
            ("How the evidence was received", self.field(|e| &e.received)),
        ];
        let given: Vec<_> = facts.into_iter().filter(|(_, text)| !text.is_empty()).collect();
        page.facts(&given)?;
        let unused = self.exhibits.as_ref().map(|e| e.unused(&self.head.files));
        let unused = unused.unwrap_or_default().into_iter().filter_map(|file| {
            let number = engagement.exhibits.get(file)?;
            Some(Text::plain(number).and(Look::Plain, ": ").and(Look::Plain, file))
        });
        let unused: Vec<Text> = unused.collect();
        if !unused.is_empty() {
            let words = "Exhibits that are not among the files read in this run:";
            page.paragraph(&Text::plain(words))?;
            page.list(&unused)?;
        }
        Ok(())
    }

    /// Lines to be signed by who prepared and who reviewed the report.
    pub(super) fn sign_off(&self, page: &mut dyn Page) -> io::Result<()> {
        self.what_is_signed(page)?;
        let blank = Text::default;
        page.paragraph(&Text::default().and(Look::Strong, "Prepared by"))?;
        page.blanks(&[
            ("Name", self.field(|e| &e.prepared_by)),
            ("Title", blank()),
            ("Date", self.field(|e| &e.prepared_on)),
            ("Signature", blank()),
        ])?;
        page.paragraph(&Text::default().and(Look::Strong, "Reviewed by"))?;
        page.blanks(&[
            ("Name", self.field(|e| &e.reviewed_by)),
            ("Title", blank()),
            ("Date", self.field(|e| &e.reviewed_on)),
            ("Signature", blank()),
        ])
    }

    /// Which report a signature is put under.
    fn what_is_signed(&self, page: &mut dyn Page) -> io::Result<()> {
        let mut facts = vec![("Report begun", Text::plain(&self.head.run.started_at))];
        if let Some(digest) = &self.head.report_digest {
            facts.push(("Report digest", Text::digits(digest)));
        }
        let named = [
            ("Engagement", self.field(|e| &e.engagement)),
            ("Working paper", self.field(|e| &e.working_paper)),
        ];
        facts.extend(named.into_iter().filter(|(_, text)| !text.is_empty()));
        page.facts(&facts)
    }

    /// A template for a certification of a process and of copies.
    pub(super) fn certification(&self, page: &mut dyn Page) -> io::Result<()> {
        let blank = Text::default;
        let say = |page: &mut dyn Page, words: &str| page.paragraph(&Text::plain(words));
        page.paragraph(&Text::default().and(
            Look::Strong,
            "This page is a template and no legal advice. Neither Proofdesk nor this report says that \
             these rules or any other law are satisfied. Ask a lawyer whether and how to use it. Change \
             or strike what does not apply, and sign only what you know yourself.",
        ))?;
        page.blanks(&[
            ("Court and case", blank()),
            ("Name", blank()),
            ("Employer and title", blank()),
        ])?;
        say(page, "1. I am qualified to certify what follows by this training and experience:")?;
        page.blanks(&[("Training and experience", blank())])?;
        say(page, "2. I received the files that are listed in this report as follows:")?;
        page.blanks(&[("Received", self.field(|e| &e.received))])?;
        let tool = &self.head.run.tool.version;
        say(
            page,
            &format!(
                "3. The process, Rule 902(13). I ran the program Proofdesk {tool} on these files. It \
                 calculates the SHA-256 of each file, and checks the signatures of records with the \
                 public keys listed. The results in this report are what it gave out. I know that this \
                 process gives an accurate result, because:"
            ),
        )?;
        page.blanks(&[
            ("Basis", blank()),
            ("Outcome of \u{201C}proofdesk self-check\u{201D}", blank()),
            ("How each key was compared", blank()),
        ])?;
        say(
            page,
            "4. Digital identification, Rule 902(14). I calculated the SHA-256 of each copy named here, \
             and compared it with the SHA-256 of the file in this report:",
        )?;
        page.blanks(&[
            ("Copies", blank()),
            ("Program and method", blank()),
            ("Equal or different", blank()),
        ])?;
        say(page, "5. This certification is about this report:")?;
        self.what_is_signed(page)?;
        say(
            page,
            "I declare under penalty of perjury under the laws of the United States of America that the \
             foregoing is true and correct.",
        )?;
        page.blanks(&[
            ("Executed on (date)", blank()),
            ("At (place)", blank()),
            ("Signature", blank()),
        ])?;
        say(
            page,
            "The rules also ask for notice to the other party. Whether the content is true, relevant or \
             admissible is another question.",
        )
    }
}
