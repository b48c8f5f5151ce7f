//! What a part says of a file as a whole.

use proofdesk_core::encoding::Digest;
use proofdesk_core::verdict::{Check, WholeCheck};
use serde::{Deserialize, Serialize};

use crate::input::{
    ContainerFacts, FileDigest, FileEnd, FileFacts, Packing, Problem, Seems, Taken, Unreadable,
};
use crate::variants::Variant;

/// How the reading of a file ended.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
pub(super) enum End {
    Read(Facts),
    NotRegular(String),
    Unreadable(Unreadable),
    Changed(String),
    Unread(WholeCheck),
}

/// What is known of a file that was read, but for what its text tells.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Facts {
    #[serde(skip_serializing_if = "Option::is_none", with = "hash::option")]
    sha256: Option<[u8; 32]>,
    #[serde(skip_serializing_if = "is_zero")]
    size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha512: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    broken: Option<WholeCheck>,
    #[serde(skip_serializing_if = "Option::is_none")]
    container: Option<Container>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<WholeCheck>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    near: Vec<Near>,
    #[serde(skip_serializing_if = "is_false")]
    lines_of_mail: bool,
    #[serde(skip_serializing_if = "is_false")]
    names_record: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    seems: Option<Seems>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Near {
    variant: Variant,
    #[serde(with = "hash")]
    sha256: [u8; 32],
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Container {
    name: String,
    files: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    unread: u64,
    #[serde(default, skip_serializing_if = "is_false")]
    has_text: bool,
    checks: Vec<WholeCheck>,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

fn is_false(it: &bool) -> bool {
    !it
}

impl Facts {
    /// Of a file; and the text of it that a bag wants.
    pub(super) fn of(facts: FileFacts) -> (Self, Option<Vec<u8>>) {
        let Taken { sha512, text } = facts.taken;
        let near = facts.near.into_iter();
        let facts = Self {
            sha256: facts.digest.map(|digest| digest.sha256),
            size: facts.digest.map_or(0, |digest| digest.len),
            sha512: sha512.map(|hash| hex::encode(*hash)),
            broken: facts.broken.map(|check| (*check).into()),
            container: facts.container.map(|container| {
                let ContainerFacts { name, files, unread, has_text, checks } = *container;
                let checks = checks.into_iter().map(WholeCheck::from).collect();
                Container { name: name.to_owned(), files, unread, has_text, checks }
            }),
            problem: facts.problem.map(|problem| problem.check().into()),
            near: near.map(|(variant, hash)| Near { variant, sha256: hash.0 }).collect(),
            lines_of_mail: facts.lines_of_mail,
            names_record: facts.names_record,
            seems: facts.seems,
        };
        (facts, text)
    }

    /// The same for a run. `None` if it names what there is not, or says more of a file than how it could be read.
    pub(super) fn for_run(self, text: Option<Vec<u8>>) -> Option<FileFacts> {
        let of_container = self.container.iter().flat_map(|container| &container.checks);
        let mut checks = of_container.chain(&self.broken).chain(&self.problem);
        if !checks.all(WholeCheck::is_of_reading) {
            return None;
        }
        let container =
            self.container.map(|Container { name, files, unread, has_text, checks }| {
                let name = Packing::named(&name)?.name();
                let checks = checks.into_iter().map(Check::from).collect();
                Some(Box::new(ContainerFacts { name, files, unread, has_text, checks }))
            });
        let sha512 = self.sha512.map(|hash| {
            let mut bytes = Box::new([0; 64]);
            hex::decode_to_slice(hash, &mut *bytes).ok().map(|()| bytes)
        });
        let near = self.near.into_iter();
        let boxed = |check: WholeCheck| Box::new(Check::from(check));
        Some(FileFacts {
            digest: self.sha256.map(|sha256| FileDigest { sha256, len: self.size }),
            taken: Taken { sha512: sha512.map_or(Some(None), |hash| hash.map(Some))?, text },
            broken: self.broken.map(boxed),
            container: container.map_or(Some(None), |container| container.map(Some))?,
            problem: self.problem.map(|check| Problem::Told(boxed(check))),
            near: near.map(|near| (near.variant, Digest(near.sha256))).collect(),
            lines_of_mail: self.lines_of_mail,
            names_record: self.names_record,
            seems: self.seems,
            ..FileFacts::default()
        })
    }
}

impl End {
    /// Of a file; and the text of it that a bag wants.
    pub(super) fn of(end: FileEnd) -> (Self, Option<Vec<u8>>) {
        match end {
            FileEnd::Read(facts) => {
                let (facts, text) = Facts::of(*facts);
                (Self::Read(facts), text)
            }
            FileEnd::NotRegular(what) => (Self::NotRegular(what), None),
            FileEnd::Unreadable(why) => (Self::Unreadable(why), None),
            FileEnd::Changed(what) => (Self::Changed(what), None),
            FileEnd::Unread(check) => (Self::Unread((*check).into()), None),
        }
    }

    /// The same for a run, for a file of so many blocks.
    pub(super) fn for_run(self, text: Option<Vec<u8>>, blocks: u32) -> Option<FileEnd> {
        Some(match self {
            Self::Read(facts) => {
                FileEnd::Read(Box::new(FileFacts { blocks, ..facts.for_run(text)? }))
            }
            Self::NotRegular(what) => FileEnd::NotRegular(what),
            Self::Unreadable(why) => FileEnd::Unreadable(why),
            Self::Changed(what) => FileEnd::Changed(what),
            Self::Unread(check) if check.is_of_reading() => FileEnd::Unread(Box::new(check.into())),
            Self::Unread(_) => return None,
        })
    }
}

/// A SHA-256 as 64 lowercase hex digits.
pub(super) mod hash {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(hash: &[u8; 32], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex::encode(hash))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 32], D::Error> {
        let mut hash = [0; 32];
        hex::decode_to_slice(String::deserialize(from)?, &mut hash).map_err(D::Error::custom)?;
        Ok(hash)
    }

    /// The same where there may be none.
    pub(crate) mod option {
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        #[derive(Serialize, Deserialize)]
        struct Hash(#[serde(with = "super")] [u8; 32]);

        pub(crate) fn serialize<S: Serializer>(
            hash: &Option<[u8; 32]>,
            to: S,
        ) -> Result<S::Ok, S::Error> {
            hash.map(Hash).serialize(to)
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
            from: D,
        ) -> Result<Option<[u8; 32]>, D::Error> {
            Ok(Option::<Hash>::deserialize(from)?.map(|hash| hash.0))
        }
    }
}
