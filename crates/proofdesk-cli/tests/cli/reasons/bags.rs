use test_issuer::sha256_hex;

use super::Case;

/// A bag of one file with these hashes in its manifest, and nothing that lists the manifest.
fn bag(manifest: &str) -> Case {
    Case::new()
        .file("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        .file("data/a.txt", "a")
        .file("manifest-sha256.txt", manifest)
}

fn line(path: &str, bytes: &str) -> String {
    format!("{}  {path}\n", sha256_hex(bytes.as_bytes()))
}

fn whole() -> Case {
    bag(&line("data/a.txt", "a"))
}

pub(super) fn bag_file_changed() -> Case {
    bag(&line("data/a.txt", "b")).gives("mismatch", 1)
}

pub(super) fn bag_file_missing() -> Case {
    bag(&(line("data/a.txt", "a") + &line("data/b.txt", "b"))).gives("mismatch", 1)
}

pub(super) fn bag_file_unlisted() -> Case {
    whole().file("data/b.txt", "b").gives("unconfirmed", 3)
}

pub(super) fn bag_file_not_checked() -> Case {
    let manifest = line("data/a.txt", "a") + &line("data/b.txt", "b");
    bag(&manifest).file("fetch.txt", "https://example.org/b - data/b.txt\n").gives("unconfirmed", 3)
}

pub(super) fn bag_path_outside() -> Case {
    bag(&(line("data/a.txt", "a") + &line("../b.txt", "b"))).gives("mismatch", 1)
}

pub(super) fn bag_size_mismatch() -> Case {
    whole().file("bag-info.txt", "Payload-Oxum: 1.2\n").gives("mismatch", 1)
}

pub(super) fn bag_manifest_missing() -> Case {
    Case::new().file("bagit.txt", "BagIt-Version: 1.0\n").gives("uncheckable", 3)
}

pub(super) fn bag_manifest_invalid() -> Case {
    bag("no hash").gives("uncheckable", 3)
}

pub(super) fn bag_tag_manifest_missing() -> Case {
    whole().gives("info", 3)
}
