//! The rules of an attestation's body.

use super::body::{Body, Size, WHITE_SPACE_ONLY, compact, kilobytes, megabytes, text};
use super::rule::{RuleOutcome, RuleSource};
use crate::json::{Node, Object, pointer_token};
use crate::limits::ATTESTATION_TYPES;
use crate::text::counted;
use crate::verdict::Reason;

const BODY: Size = megabytes(1, "1 MB", RuleSource::SdkDocumentation);
const SUBJECT: Size = kilobytes(8, "8 KB", RuleSource::SdkDocumentation);
/// Keys of a subject beside `user_id` and `session_id`.
const SUBJECT_KEYS: usize = 20;

impl Body<'_> {
    pub(super) fn attestation(&mut self) {
        let rule = "output, decision or approval";
        let node = self.object.present("type");
        match node.and_then(text) {
            Some(kind) if ATTESTATION_TYPES.contains(&kind) => {
                self.pass(Reason::InvalidAttestationType, "/type", rule, kind);
            }
            _ => {
                let actual = node.map_or("missing".to_owned(), Node::to_display);
                let actual: String = actual.chars().take(200).collect();
                let elsewhere = self.object.get("attestation_type").is_some();
                let rule = self.fail(Reason::InvalidAttestationType, "/type", rule, actual);
                if elsewhere {
                    rule.note = Some(
                        "A request has it in the field type, not attestation_type.".to_owned(),
                    );
                }
            }
        }
        match self.object.present("payload").map(|node| (node, node.as_object())) {
            Some((_, Some(payload))) => self.texts(payload),
            other => self.shape("/payload", "an object with input and output", other.map(|o| o.0)),
        }
        if let Some(node) = self.object.present("context") {
            match node.as_object() {
                Some(context) => self.context(context),
                None => self.shape("/context", "an object", Some(node)),
            }
        }
        if let Some(node) = self.object.present("subject") {
            match node.as_object() {
                Some(subject) => self.subject(node, subject),
                None => self.shape("/subject", "an object", Some(node)),
            }
        }
        self.optional_string("trace_id");
        let size = self.sent;
        self.size(Reason::PayloadTooLarge, "", size, size, &BODY);
    }

    fn texts(&mut self, payload: &Object<'_>) {
        for name in ["input", "output"] {
            let field = format!("/payload/{name}");
            match payload.present(name) {
                Some(node) if text(node).is_none() => self.shape(&field, "a string", Some(node)),
                node => {
                    let text = node.and_then(text).unwrap_or_default();
                    if text.is_empty() {
                        let actual = if node.is_some() { "empty" } else { "missing" };
                        self.fail(Reason::EmptyPayload, &field, "not empty", actual);
                        continue;
                    }
                    let actual = counted(text.len(), "byte");
                    let rule = self.pass(Reason::EmptyPayload, &field, "not empty", actual);
                    if text.trim().is_empty() {
                        rule.note = Some(WHITE_SPACE_ONLY.to_owned());
                    }
                }
            }
        }
    }

    fn context(&mut self, context: &Object<'_>) {
        const STRINGS: [&str; 3] = ["model_provider", "model_name", "model_version"];
        for (name, _) in context.members() {
            let Some(node) = context.present(&name.text) else { continue };
            let field = format!("/context/{}", pointer_token(&name.text));
            match text(node) {
                Some(text) if text.trim().is_empty() => {
                    let actual = if text.is_empty() { "empty" } else { "white space only" };
                    self.fail(Reason::InvalidContext, &field, "not empty if present", actual);
                }
                Some(text) => {
                    let actual = counted(text.len(), "byte");
                    self.pass(Reason::InvalidContext, &field, "not empty if present", actual);
                }
                None if STRINGS.contains(&&*name.text) => {
                    self.shape(&field, "a string", Some(node))
                }
                None => {}
            }
        }
    }

    fn subject(&mut self, node: &Node<'_>, subject: &Object<'_>) {
        let field = "/subject";
        self.size(
            Reason::SubjectTooLarge,
            field,
            compact(node),
            node.end() - node.start(),
            &SUBJECT,
        );
        let own = |name: &str| !matches!(name, "user_id" | "session_id");
        let keys = subject.members().iter().filter(|(name, _)| own(&name.text)).count();
        let outcome = if keys > SUBJECT_KEYS { RuleOutcome::Fail } else { RuleOutcome::Pass };
        let rule = format!("at most {SUBJECT_KEYS} keys besides user_id and session_id");
        let actual = counted(keys, "key");
        self.add(outcome, Reason::SubjectTooManyKeys, field, rule, actual).source =
            RuleSource::SdkDocumentation;
    }
}
