use crate::encoding::{DecodeError, Digest, decode_flexible};
use crate::json::{Node, Object, Value};
use crate::trust::{IssuerNames, domains_in, unread_domain};
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, Finding, Outcome};

/// Reads the fields of a record and notes in the finding which are missing or of another form.
#[derive(Debug)]
pub(crate) struct Reader<'f, 'a> {
    object: &'a Object<'a>,
    finding: &'f mut Finding,
}

impl<'f, 'a> Reader<'f, 'a> {
    /// Reads `object` into `finding`.
    pub(crate) fn new(object: &'a Object<'a>, finding: &'f mut Finding) -> Self {
        Self { object, finding }
    }

    /// Notes that `name` is missing.
    pub(crate) fn missing(&mut self, name: &'static str) {
        self.finding.add(Check::unknown(CheckName::Parse, Reason::MissingField).field(name));
    }

    /// Notes that `name` is not what it should be.
    pub(crate) fn invalid(&mut self, name: &str, should_be: &str, node: &Node<'_>) {
        invalid_field(self.finding, name, should_be, node);
    }

    /// Notes that `name` is of another type than it should be. What is shown does not tell a text from what it
    /// spells.
    pub(crate) fn of_another_type(&mut self, name: &str, should_be: &str, node: &Node<'_>) {
        let kind = match &node.value {
            Value::String(_) => "a text",
            _ => node.kind(),
        };
        self.invalid_as(name, should_be, node, format!("It is {kind}, not {should_be}."));
    }

    /// Notes that `name` is not what it should be, in these words.
    fn invalid_as(&mut self, name: &str, should_be: &str, node: &Node<'_>, note: String) {
        add_invalid(self.finding, invalid(name, should_be, node).note(note));
    }

    /// Notes that `name` is no integer, or none of the size that it should be.
    pub(crate) fn no_integer(&mut self, name: &str, should_be: &str, node: &Node<'_>) {
        match &node.value {
            Value::Number(_) => self.invalid(name, should_be, node),
            _ => self.of_another_type(name, should_be, node),
        }
    }

    /// An optional member; `null` is absent.
    pub(crate) fn optional(&mut self, name: &str) -> Option<&'a Node<'a>> {
        self.object.present(name)
    }

    /// A member that must be there.
    pub(crate) fn required(&mut self, name: &'static str) -> Option<&'a Node<'a>> {
        let node = self.object.present(name);
        if node.is_none() {
            self.missing(name);
        }
        node
    }

    /// An optional string.
    pub(crate) fn string(&mut self, name: &str) -> Option<&'a str> {
        let node = self.optional(name)?;
        self.as_string(name, node)
    }

    /// A string that must be there.
    pub(crate) fn required_string(&mut self, name: &'static str) -> Option<&'a str> {
        let node = self.required(name)?;
        self.as_string(name, node)
    }

    /// An object that must be there.
    pub(crate) fn required_object(&mut self, name: &'static str) -> Option<&'a Node<'a>> {
        let node = self.required(name)?;
        if node.as_object().is_none() {
            self.of_another_type(name, "an object", node);
            return None;
        }
        Some(node)
    }

    fn as_string(&mut self, name: &str, node: &'a Node<'a>) -> Option<&'a str> {
        const TEXT: &str = "a text";
        let text = node.as_str();
        match &node.value {
            // It is one by the JSON, and none that a program can hold.
            Value::String(_) if text.is_none() => {
                self.invalid_as(name, TEXT, node, format!("It is {}.", node.kind()));
            }
            _ if text.is_none() => self.of_another_type(name, TEXT, node),
            _ => {}
        }
        text
    }

    /// An optional SHA-256 value. A spelling other than lowercase is accepted as the same value
    /// and noted, with `rule` where a documented rule speaks of it.
    pub(crate) fn digest(&mut self, name: &'static str, rule: Option<Reason>) -> Option<Digest> {
        let text = self.string(name)?;
        let parsed =
            match Digest::parse(text) {
                Ok(parsed) => parsed,
                Err(e) => {
                    let check = noted_digest(name, text, rule);
                    self.finding.add(check.note(format!(
                        "It should be 64 lowercase hexadecimal characters, but {e}."
                    )));
                    return None;
                }
            };
        // The prefix is known to occur. Uppercase digits are not: something rewrote them.
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            self.finding.add(
                noted_digest(name, text, rule)
                    .possible_causes(
                        "A program may have rewritten the hash: the API writes and accepts only lowercase.",
                    )
                    .note("It is compared by its value, but the API writes lowercase."),
            );
        }
        Some(parsed.digest)
    }

    /// A SHA-256 value that must be there.
    pub(crate) fn required_digest(
        &mut self,
        name: &'static str,
        rule: Option<Reason>,
    ) -> Option<Digest> {
        self.required(name)?;
        self.digest(name, rule)
    }

    /// A member of the proof itself. Programs write `""` for one that is missing, and here only: an
    /// empty hash is a hash of another form.
    fn proof(&self, name: &str) -> Option<&'a Node<'a>> {
        self.object.present(name).filter(|node| node.as_str() != Some(""))
    }

    /// The bytes that were signed, which must be there, as `decode` reads them.
    pub(crate) fn signed_bytes(
        &mut self,
        name: &'static str,
        encoding: &str,
        decode: fn(&str) -> Result<Vec<u8>, DecodeError>,
    ) -> Option<Vec<u8>> {
        let Some(node) = self.proof(name) else {
            self.missing(name);
            return None;
        };
        match decode(self.as_string(name, node)?) {
            Ok(bytes) => Some(bytes),
            Err(e) => {
                self.invalid(name, &format!("{encoding} ({e})"), node);
                None
            }
        }
    }

    /// The public key, as it is written.
    pub(crate) fn key(&mut self, name: &'static str) -> Option<&'a str> {
        let node = self.proof(name)?;
        self.as_string(name, node)
    }

    /// The signature, in any encoding that occurs. Its absence is `no_signature`.
    pub(crate) fn signature(&mut self, name: &'static str) -> Option<[u8; 64]> {
        let Some(node) = self.proof(name) else {
            let how = match self.object.get(name).map(|node| &node.value) {
                None => "is missing",
                Some(Value::Null) => "is null",
                Some(_) => "is empty",
            };
            self.finding.add(
                Check::unknown(CheckName::Signature, Reason::NoSignature)
                    .field(name)
                    .clause(format!("it is unsigned: {name} {how}"))
                    .possible_causes(
                        "An export may have left the signature out. The API itself returns the items of \
                         lists without one.",
                    )
                    .next_step(
                        "Ask the issuer for the full record by itself, as the API returns it, with its \
                         signature.",
                    ),
            );
            return None;
        };
        let text = self.as_string(name, node)?;
        match decode_flexible(text) {
            Ok(bytes) => Some(bytes),
            Err(e) => {
                let what = match e {
                    DecodeError::WrongLength { expected, actual } if actual < expected => {
                        format!("is too short: it has {actual} bytes of {expected}")
                    }
                    DecodeError::WrongLength { expected, actual } => {
                        format!("is too long: it has {actual} bytes instead of {expected}")
                    }
                    _ => "cannot be decoded".to_owned(),
                };
                let check = invalid(name, &format!("a 64-byte signature ({e})"), node);
                add_invalid(
                    self.finding,
                    check.clause(format!("its signature (field {name}) {what}")),
                );
                None
            }
        }
    }

    /// The claimed algorithm must be Ed25519.
    pub(crate) fn algorithm(&mut self, name: &'static str) -> bool {
        let Some(text) = self.string(name) else { return true };
        let known = ["ed25519", "eddsa"].iter().any(|k| text.eq_ignore_ascii_case(k));
        if !known {
            self.finding.add(
                Check::unknown(CheckName::Signature, Reason::UnsupportedAlgorithm)
                    .field(name)
                    .shown(beginning(text)),
            );
        }
        known
    }

    /// Every name that the record shows for its issuer.
    pub(crate) fn issuer(&self) -> IssuerNames<'a> {
        IssuerNames {
            domains: domains_in(self.object),
            tenant: self.object.str("tenant_id"),
            ..IssuerNames::default()
        }
    }

    /// Ends the reading: without any complaint about a field, `parse` passed.
    pub(crate) fn finish(self) {
        if let Some((name, should_be, node)) = unread_domain(self.object) {
            self.finding.add(invalid(name, should_be, node));
        }
        let complaints = self.finding.checks.iter();
        if !complaints.clone().any(|c| c.check == CheckName::Parse && c.outcome != Outcome::Pass) {
            self.finding.checks.insert(0, Check::pass(CheckName::Parse));
        }
    }

    /// The finding, for checks that are not about one field.
    pub(crate) fn finding(&mut self) -> &mut Finding {
        self.finding
    }
}

/// Notes that a field is not what it should be, so that not all of them can be read.
pub(super) fn invalid_field(finding: &mut Finding, name: &str, should_be: &str, node: &Node<'_>) {
    add_invalid(finding, invalid(name, should_be, node));
}

/// The check that says that a field is not what it should be.
pub(super) fn invalid(name: &str, should_be: &str, node: &Node<'_>) -> Check {
    Check::unknown(CheckName::Parse, Reason::InvalidField)
        .field(name.to_owned())
        .shown(beginning(&node.to_display()))
        .note(format!("It is not {should_be}."))
}

/// Adds such a check: then not all fields could be read.
pub(super) fn add_invalid(finding: &mut Finding, check: Check) {
    let passed = |check: &Check| check.check == CheckName::Parse && check.outcome == Outcome::Pass;
    finding.checks.retain(|check| !passed(check));
    finding.add(check);
}

/// As much of a value as a check shows.
pub(super) fn beginning(text: &str) -> String {
    text.chars().take(200).collect()
}

/// That a digest is not spelled as it is documented, by the rule that speaks of it if there is one.
fn noted_digest(name: &'static str, text: &str, rule: Option<Reason>) -> Check {
    let (check, reason) = match rule {
        Some(rule) => (CheckName::Rules, rule),
        None => (CheckName::Parse, Reason::InvalidField),
    };
    Check::unknown(check, reason).field(name).shown(beginning(text))
}

/// Whether a member is written `null` or not at all.
pub(super) fn absent(node: Option<&Node<'_>>) -> bool {
    node.is_none_or(|n| n.value == Value::Null)
}
