//! The catalogue: one entry for each code of the page, in the page's order.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

const DATA: &str = include_str!("errors.json");

/// Everything that is known of the API's errors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Version of this form: `proofdesk.errors/1`.
    pub schema: String,
    /// The groups of the page, in its order, then those that it does not have.
    pub categories: Vec<Category>,
    /// The codes, grouped. One code has two entries: it means one thing for documents and another
    /// for traces.
    pub entries: Vec<Entry>,
    /// The documented HTTP statuses, in the page's order.
    pub statuses: Vec<Status>,
    /// What is said of any other status.
    pub status_classes: Vec<StatusClass>,
    /// The members that some errors have beside `error` and `message`.
    pub fields: Vec<ExtraField>,
    /// The rate-limit headers.
    pub headers: Vec<RateLimitHeader>,
}

/// A group of codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its name on the page.
    pub name: String,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// One meaning of one code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The code, as it stands in the member `error`.
    pub code: String,
    /// The HTTP status that it is documented with.
    pub status: u16,
    /// The name of its [`Category`].
    pub category: String,
    /// What it concerns: `any`, `events`, `documents`, `attestations`, `traces`,
    /// `audit_organisations`.
    pub resources: Vec<String>,
    /// Who must act.
    pub whose_move: Party,
    /// Whether to retry, and how.
    pub retry: Retry,
    /// What happened, for whoever sent the request.
    pub for_integrator: String,
    /// What it shows, and does not show, about evidence.
    pub for_auditor: String,
    /// What to do.
    pub what_to_do: String,
    /// Members that its body has beside `error` and `message`.
    pub fields: Vec<String>,
    /// Where it is documented.
    pub provenance: Provenance,
    /// Where the documentation is silent or says two things.
    #[serde(default)]
    pub note: Option<String>,
}

/// Who must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// Whoever sent the request can repair it, or takes the first step.
    You,
    /// The organisation that the account and the records belong to.
    Issuer,
    /// The vendor's service.
    Invoance,
}

impl Party {
    /// What people read, with a capital letter.
    pub fn word(self) -> &'static str {
        match self {
            // Whoever reads evidence, or looks a code up, has seldom sent it.
            Self::You => "Whoever sent the request",
            Self::Issuer => "The issuer",
            Self::Invoance => "Invoance",
        }
    }
}

/// Whether the same request may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// Not as it is.
    Never,
    /// After the time in the header `Retry-After`.
    AfterRetryAfter,
    /// With waits that grow.
    ExponentialBackoff,
}

impl Retry {
    /// What to do, where no response says more.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Never => {
                "Do not retry: the same request gets the same response until its cause is removed."
            }
            Self::AfterRetryAfter => {
                "Send the request again after the wait that the header Retry-After gives (seconds, or a date)."
            }
            Self::ExponentialBackoff => {
                "Send the request again with waits that double: 1, 2, 4, 8 … seconds."
            }
        }
    }
}

/// Where a code is documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// The API's Errors page.
    ErrorsPage,
    /// The change logs of the vendor's SDKs only.
    SdkChangeLog,
}

impl Provenance {
    /// As the source of a statement.
    pub fn noun(self) -> &'static str {
        match self {
            Self::ErrorsPage => "the API's Errors page",
            Self::SdkChangeLog => "the change logs of Invoance's SDKs; not on the Errors page",
        }
    }
}

/// A documented HTTP status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// The number.
    pub status: u16,
    /// Its name.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// Who must act; nobody for a success.
    pub whose_move: Option<Party>,
    /// Whether to retry; none for a success.
    pub retry: Option<Retry>,
    /// What to do.
    pub what_to_do: String,
}

/// What is said of a status that is not documented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct StatusClass {
    /// The first status.
    pub first: u16,
    /// The last status.
    pub last: u16,
    /// What it means.
    pub meaning: String,
    /// Who must act, if that can be known.
    pub whose_move: Option<Party>,
    /// Whether to retry.
    pub retry: Retry,
    /// What to do.
    pub what_to_do: String,
}

/// A member that some errors have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ExtraField {
    /// Its name in the body.
    pub name: String,
    /// What a person calls it.
    pub label: String,
    /// The kind of its value.
    pub kind: ValueKind,
    /// What it means.
    pub meaning: String,
}

/// The kind of a member's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// A whole number that is not negative.
    Integer,
    /// A string.
    String,
}

/// A header about rate limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct RateLimitHeader {
    /// Its name.
    pub name: String,
    /// What a person calls it.
    pub label: String,
    /// What it means.
    pub meaning: String,
}

impl Catalogue {
    /// The catalogue that this program carries.
    pub fn get() -> &'static Self {
        static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
        // A test reads the data with its faults; an empty catalogue is never shipped.
        CATALOGUE.get_or_init(|| serde_json::from_str(DATA).unwrap_or_default())
    }

    /// Every meaning of a code; none if it is not documented.
    pub fn entries_of(&self, code: &str) -> Vec<&Entry> {
        self.entries.iter().filter(|e| e.code == code).collect()
    }

    /// The entry of a code that fits a resource, such as `traces`; else its first.
    pub fn entry_for(&self, code: &str, resource: &str) -> Option<&Entry> {
        let all = self.entries_of(code);
        let fitting = all.iter().find(|e| e.resources.iter().any(|r| r == resource));
        fitting.or(all.first()).copied()
    }

    /// A documented status.
    pub fn status(&self, status: u16) -> Option<&Status> {
        self.statuses.iter().find(|s| s.status == status)
    }

    /// What is said of a status that is not documented.
    pub fn status_class(&self, status: u16) -> Option<&StatusClass> {
        self.status_classes.iter().find(|c| (c.first..=c.last).contains(&status))
    }

    /// A member that some errors have.
    pub fn field(&self, name: &str) -> Option<&ExtraField> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// The entries in which every word of `query` occurs: in the code, the status and its name, the
    /// group or the words about it. All of them for an empty query.
    pub fn search(&self, query: &str) -> Vec<&Entry> {
        let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        let fits = |entry: &&Entry| {
            let name = self.status(entry.status).map_or("", |s| &s.name);
            let text = format!(
                "{} {} {name} {} {} {} {} {} {}",
                entry.code,
                entry.status,
                entry.category,
                entry.resources.join(" "),
                entry.for_integrator,
                entry.for_auditor,
                entry.what_to_do,
                entry.fields.join(" "),
            );
            let text = text.to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        };
        self.entries.iter().filter(fits).collect()
    }
}
