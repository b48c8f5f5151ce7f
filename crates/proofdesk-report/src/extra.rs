//! What a form has that the JSON report has not.

use proofdesk_engine::keys::SecondKey;
use proofdesk_engine::report::{Against, Engagement, Head};

use crate::pdf::is_font;

/// What a form has besides what the JSON report says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extra {
    /// What the user files it under, if the JSON report does not say. The form says that it was added.
    pub engagement: Option<Engagement>,
    /// A page with lines to be signed by who prepared and who reviewed the report.
    pub sign_off: bool,
    /// A template for a certification by a qualified person.
    pub certification: bool,
    /// A font, TrueType or OpenType, for what the fonts of the PDF lack.
    pub font: Option<Vec<u8>>,
}

impl Extra {
    /// Sets a font for what the fonts of the PDF lack; `None` if it is none that can be used.
    #[must_use]
    pub fn with_font(self, bytes: Vec<u8>) -> Option<Self> {
        is_font(&bytes).then_some(Self { font: Some(bytes), ..self })
    }

    /// What the report is filed under, and whether that was added to it.
    pub(crate) fn filed<'a>(&'a self, head: &'a Head) -> Option<(&'a Engagement, bool)> {
        let own = head.engagement.as_ref().map(|engagement| (engagement, false));
        own.or_else(|| self.engagement.as_ref().map(|engagement| (engagement, true)))
    }
}

/// What the reports of a run say besides what came of it.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'b> {
    /// What they are filed under.
    pub engagement: Option<&'b Engagement>,
    /// What differs from an earlier report.
    pub against: Option<&'b Against>,
    /// What the user's history of keys says of domains of the evidence.
    pub second_keys: &'b [SecondKey],
    /// What forms have that the JSON report has not.
    pub extra: &'b Extra,
}
