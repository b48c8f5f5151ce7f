//! One body and the rules that are applied to it.

use super::kind::RequestKind;
use super::rule::{Rule, RuleOutcome, RuleSource, documented};
use crate::json::canonical::write_compact;
use crate::json::{Node, Object, Value};
use crate::text::counted;
use crate::verdict::Reason;

pub(super) const WHITE_SPACE_ONLY: &str =
    "It contains only white space; whether the API accepts that is not documented.";

/// A limit of a size, in the words of its source.
pub(super) struct Size {
    /// Such as "64 KB".
    pub words: &'static str,
    /// In bytes, by the larger reading.
    pub limit: usize,
    /// In bytes, by the smaller reading.
    pub smaller: usize,
    pub source: RuleSource,
}

pub(super) const fn kilobytes(n: usize, words: &'static str, source: RuleSource) -> Size {
    Size { words, limit: n * 1024, smaller: n * 1000, source }
}

pub(super) const fn megabytes(n: usize, words: &'static str, source: RuleSource) -> Size {
    Size { words, limit: n * 1024 * 1024, smaller: n * 1_000_000, source }
}

/// Applies rules to one body.
pub(super) struct Body<'a> {
    pub object: &'a Object<'a>,
    /// How many bytes are sent, white space around the body among them.
    pub sent: usize,
    pub kind: RequestKind,
    pub found: Vec<Rule>,
}

impl Body<'_> {
    pub(super) fn add(
        &mut self,
        outcome: RuleOutcome,
        code: Reason,
        field: &str,
        rule: impl Into<String>,
        actual: impl Into<String>,
    ) -> &mut Rule {
        let (status, remedy) = documented(code, self.kind);
        let rule = Rule {
            code,
            status,
            outcome,
            field: field.to_owned(),
            rule: rule.into(),
            actual: actual.into(),
            source: RuleSource::ErrorsPage,
            remedy: remedy.filter(|_| outcome == RuleOutcome::Fail),
            note: None,
        };
        self.found.push(rule);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    pub(super) fn pass(
        &mut self,
        code: Reason,
        field: &str,
        rule: &str,
        actual: impl Into<String>,
    ) -> &mut Rule {
        self.add(RuleOutcome::Pass, code, field, rule, actual)
    }

    pub(super) fn fail(
        &mut self,
        code: Reason,
        field: &str,
        rule: &str,
        actual: impl Into<String>,
    ) -> &mut Rule {
        self.add(RuleOutcome::Fail, code, field, rule, actual)
    }

    /// A limit that the API has and nobody publishes.
    pub(super) fn not_published(&mut self, code: Reason, field: &str, what: &str, size: usize) {
        let rule = format!("{what}: the limit is not published");
        self.add(RuleOutcome::NotPublished, code, field, rule, counted(size, "byte"));
    }

    /// Notes that a field is not of its kind.
    pub(super) fn shape(&mut self, field: &str, rule: &str, node: Option<&Node<'_>>) {
        let actual = node.map_or("missing", Node::kind);
        self.fail(Reason::InvalidPayload, field, rule, actual).remedy =
            Some("Correct the field before the request is sent.".to_owned());
    }

    /// An optional string that has no rule of its own.
    pub(super) fn optional_string(&mut self, name: &str) -> bool {
        match self.object.present(name) {
            Some(node) if text(node).is_none() => {
                self.shape(&format!("/{name}"), "a string", Some(node));
                false
            }
            node => node.is_some(),
        }
    }

    /// A size in bytes against a limit. `written` is the size with the white space of the body, if
    /// that is another one.
    pub(super) fn size(
        &mut self,
        code: Reason,
        field: &str,
        size: usize,
        written: usize,
        limit: &Size,
    ) {
        let rule = format!("at most {} ({} bytes)", limit.words, limit.limit);
        let outcome = if size > limit.limit { RuleOutcome::Fail } else { RuleOutcome::Pass };
        let rule = self.add(outcome, code, field, rule, counted(size, "byte"));
        rule.source = limit.source;
        if outcome == RuleOutcome::Pass && size > limit.smaller {
            rule.note = Some(format!(
                "Over {} bytes: whether {} means that or {} bytes is not published.",
                limit.smaller, limit.words, limit.limit
            ));
        } else if outcome == RuleOutcome::Pass && written > limit.limit {
            rule.note = Some(format!(
                "Counted in compact form; with its white space it is {written} bytes long. Which \
                 of the two the API counts is not published."
            ));
        }
    }

    pub(super) fn length(&mut self, code: Reason, name: &str, limit: usize, source: RuleSource) {
        let field = format!("/{name}");
        let rule = format!("1 to {limit} characters");
        let node = self.object.present(name);
        let Some(text) = node.and_then(text) else {
            let actual = node.map_or("missing", Node::kind);
            self.fail(code, &field, &rule, actual).source = source;
            return;
        };
        let length = text.chars().count();
        let outcome = match (1..=limit).contains(&length) {
            true => RuleOutcome::Pass,
            false => RuleOutcome::Fail,
        };
        let note = if outcome == RuleOutcome::Pass && text.len() > limit {
            Some(format!(
                "In UTF-8 it is {} bytes long; the limit is documented in characters.",
                text.len()
            ))
        } else if outcome == RuleOutcome::Pass && text.trim().is_empty() {
            Some(WHITE_SPACE_ONLY.to_owned())
        } else {
            None
        };
        let rule = self.add(outcome, code, &field, rule, counted(length, "character"));
        (rule.source, rule.note) = (source, note);
    }

    pub(super) fn metadata(&mut self, limit: Option<&Size>) {
        const FIELD: &str = "/metadata";
        let Some(node) = self.object.present("metadata") else { return };
        // The page has this rule for documents.
        let source = match self.kind {
            RequestKind::AnchorDocument => RuleSource::ErrorsPage,
            _ => RuleSource::Inferred,
        };
        if node.as_object().is_none() {
            self.fail(Reason::InvalidMetadata, FIELD, "a JSON object", node.kind()).source = source;
            return;
        }
        self.pass(Reason::InvalidMetadata, FIELD, "a JSON object", "an object").source = source;
        let size = compact(node);
        match limit {
            Some(limit) => {
                self.size(Reason::MetadataTooLarge, FIELD, size, node.end() - node.start(), limit);
            }
            None => self.not_published(
                Reason::MetadataTooLarge,
                FIELD,
                "size of a document's metadata",
                size,
            ),
        }
    }
}

/// The text of a string; U+FFFD stands for an unpaired surrogate, of which there is a rule.
pub(super) fn text<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match &node.value {
        Value::String(text) => Some(&text.text),
        _ => None,
    }
}

/// Size of a value in its compact form, in bytes.
pub(super) fn compact(node: &Node<'_>) -> usize {
    let mut out = Vec::new();
    write_compact(node, &mut out);
    out.len()
}
