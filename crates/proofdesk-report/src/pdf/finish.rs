//! The end of a document: what stands on every page, what describes it, and the file itself.

use std::io;

use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::Point;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::tagging::TagTree;
use krilla::{Document, SerializeSettings};

use super::faces::Face;
use super::lines::{Colour, Piece};
use super::sheet::{HEIGHT, WIDTH};
use super::{MARGIN, Pdf};

impl Pdf<'_> {
    /// Writes the document.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.footers();
        let configuration = ConfigurationBuilder::new()
            .with_archival_validator(Archival::A3_A)
            .with_accessibility_validator(Accessibility::UA1)
            .finish()
            .map_err(|error| io::Error::other(format!("{error:?}")))?;
        let mut document =
            Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
        let mut metadata = Metadata::new()
            .title(self.title.clone())
            .language("en".to_owned())
            .creator(format!("Proofdesk {}", self.head.run.tool.version))
            .creation_date(self.date());
        if let Some(digest) = &self.head.report_digest {
            metadata = metadata.document_id(digest.clone());
        }
        document.set_metadata(metadata);
        document.set_outline(self.outline());
        if let Some(json) = self.json.take() {
            document.embed_file(EmbeddedFile {
                path: "report.json".to_owned(),
                mime_type: MimeType::new("application/json"),
                description: Some("The JSON report that this document was made from".to_owned()),
                association_kind: AssociationKind::Source,
                data: json.into(),
                modification_date: Some(self.date()),
                compress: Some(true),
                location: None,
            });
        }
        let mut written = std::mem::take(&mut self.sheets).write(&mut document, &self.faces);
        let mut tree = TagTree::new().with_lang(Some("en".to_owned()));
        for part in std::mem::take(&mut self.parts) {
            written.node(part).into_iter().for_each(|node| tree.push(node));
        }
        document.set_tag_tree(tree);
        let bytes = document.finish().map_err(|error| io::Error::other(format!("{error:?}")))?;
        self.out.write_all(&bytes)
    }

    fn footers(&mut self) {
        let digest = self.head.report_digest.as_deref().unwrap_or_default();
        let digest = match digest.is_empty() {
            true => "no report digest: the run was cancelled".to_owned(),
            false => format!("report digest {}", crate::words::in_groups(digest)),
        };
        let pages = self.sheets.len();
        for page in 0..pages {
            let size = 7.0;
            let mut piece = |text: String, right: bool| {
                let width = self.faces.width(Face::Regular, &text) * size;
                let x = if right { WIDTH - MARGIN - width } else { MARGIN };
                let piece =
                    Piece { face: Face::Regular, colour: Colour::Quiet, text, width, target: None };
                self.sheets.decoration(page, x, HEIGHT - 34.0, size, piece);
            };
            piece(digest.clone(), false);
            piece(format!("{} of {pages}", page + 1), true);
        }
    }

    /// The date of the run: a report says the same whenever it is written.
    fn date(&self) -> DateTime {
        let text = &self.head.run.started_at;
        let part = |from: usize, len: usize| -> u16 {
            text.get(from..from + len).and_then(|digits| digits.parse().ok()).unwrap_or_default()
        };
        let small = |from| part(from, 2) as u8;
        DateTime::new(part(0, 4))
            .month(small(5))
            .day(small(8))
            .hour(small(11))
            .minute(small(14))
            .second(small(17))
            .utc_offset_hour(0)
            .utc_offset_minute(0)
    }

    fn outline(&self) -> Outline {
        let mut outline = Outline::new();
        let mut open: Option<OutlineNode> = None;
        for (level, words, page, top) in &self.headings {
            let node = OutlineNode::new(
                words.clone(),
                XyzDestination::new(*page, Point::from_xy(0.0, *top)),
            );
            match (&mut open, level) {
                (Some(section), 3) => section.push_child(node),
                (open, _) => {
                    open.replace(node).into_iter().for_each(|node| outline.push_child(node));
                }
            }
        }
        open.into_iter().for_each(|node| outline.push_child(node));
        outline
    }
}
