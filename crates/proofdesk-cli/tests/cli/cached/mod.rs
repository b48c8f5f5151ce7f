//! A run cache: the same report, but for what says that there was one.

mod any_edit;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use test_issuer::sha256_hex;

use crate::parts::timeless;
use crate::support::{Report, proofdesk, repository};

/// What marks a place that was taken from a cache.
const MARK: &str = r#","cached":true"#;

/// A folder that is likely to lie on a disk.
fn folder() -> PathBuf {
    env!("CARGO_TARGET_TMPDIR").into()
}

/// Whether the change times of what lies there are relied on, so that there is anything to see.
fn relies_on(path: &Path) -> bool {
    let kind = Command::new("stat").args(["-f", "-c", "%T"]).arg(path).output();
    let kind = kind.map(|output| output.stdout).unwrap_or_default();
    let kind = String::from_utf8_lossy(&kind).trim().to_owned();
    let relies = ["ext2/ext3", "xfs", "btrfs", "f2fs", "zfs", "bcachefs"].contains(&&*kind);
    relies && cfg!(target_os = "linux")
}

/// The samples, which are older than a minute, and a cache.
struct Cached {
    scratch: TempDir,
}

impl Cached {
    /// None where nothing would be kept.
    fn new() -> Option<Self> {
        let scratch = tempfile::tempdir_in(folder()).unwrap();
        relies_on(&repository().join("samples")).then_some(Self { scratch })
    }

    fn cache(&self) -> PathBuf {
        self.scratch.path().join("cache")
    }

    fn run(&self, args: &[&str]) -> Output {
        let pin =
            format!("harbourline.example=@{}", samples().join("harbourline.key.json").display());
        let mut command = proofdesk(["verify", "--no-keyring", "--pin", &pin]);
        command.arg("--cache").arg(self.cache()).args(args);
        command.arg(samples()).output().unwrap()
    }

    fn report(&self, args: &[&str]) -> Report {
        Report::of(self.run(&[&["--format", "json"], args].concat()))
    }

    /// The files of the cache.
    fn files(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(self.cache()).unwrap();
        let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
        files.sort();
        files
    }
}

fn samples() -> PathBuf {
    fs::canonicalize(repository().join("samples")).unwrap()
}

fn unchanged(report: &Report) -> u64 {
    report.json["run"]["cache"]["unchanged"].as_u64().unwrap()
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    hex::decode(sha256_hex(bytes)).unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_second_look_gives_the_same_report_and_says_what_it_did_not_read() {
    let Some(cached) = Cached::new() else { return };
    let plain = cached.run(&["--format", "json", "--no-cache"]);
    assert!(!cached.cache().exists());
    let first = cached.run(&["--format", "json"]);
    let second = cached.run(&["--format", "json"]);
    assert_eq!(timeless(&first.stdout), timeless(&plain.stdout));
    assert_eq!(timeless(&second.stdout).replace(MARK, ""), timeless(&plain.stdout));
    assert_eq!(second.status.code(), plain.status.code());
    let (first, second) = (Report::of(first), Report::of(second));
    assert_eq!((unchanged(&first), &first.json["run"]["cache"]["since"]), (0, &Value::Null));
    assert_eq!(first.json["report_digest"], second.json["report_digest"]);
    let given = |report: &Report| report.json["run"]["cache"]["files"].as_u64().unwrap();
    assert_eq!(given(&first), given(&second));
    assert!(unchanged(&second) > 20 && unchanged(&second) < given(&second));
    // Everything but what lies in archives and mails, and these themselves.
    let in_container = |source: &Value| {
        let path = source["path"].as_str().unwrap();
        [".zip", ".docx", ".eml", ".gz", ".tar", ".msg"].iter().any(|ending| path.ends_with(ending))
    };
    for result in second.results() {
        let source = &result["source"];
        assert_eq!(source["cached"] == true, !in_container(source), "{source}");
    }
    for file in second.json["files"].as_array().unwrap() {
        assert_eq!(file["cached"] == true, !in_container(file), "{file}");
    }
    let marked = second.json["files"].as_array().unwrap();
    assert_eq!(marked.iter().filter(|f| f["cached"] == true).count() as u64, unchanged(&second));
}

#[test]
fn every_form_for_people_says_it_in_a_sentence() {
    let Some(cached) = Cached::new() else { return };
    cached.run(&[]);
    for args in [&["--format", "text"][..], &["-q"], &["--format", "html"]] {
        let output = cached.run(args);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(" files unchanged since 20"), "{args:?}: {said}");
        assert!(said.contains("taken from the run cache."), "{args:?}");
        assert_eq!(errors(&output), "");
    }
}

#[test]
fn only_its_owner_can_enter_it() {
    use std::os::unix::fs::PermissionsExt;
    let Some(cached) = Cached::new() else { return };
    cached.run(&[]);
    let mode = |path: &Path| fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&cached.cache()), 0o700);
    let files = cached.files();
    assert_eq!((files.len(), mode(&files[0])), (1, 0o600));
    // Nothing was new the second time.
    cached.run(&[]);
    assert_eq!(cached.files(), files);
}

#[test]
fn a_folder_that_is_not_private_or_not_apart_is_refused() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let scratch = tempfile::tempdir().unwrap();
    let at = |name: &str| scratch.path().join(name);
    for name in ["open", "own", "e"] {
        fs::create_dir(at(name)).unwrap();
        fs::set_permissions(at(name), fs::Permissions::from_mode(0o700)).unwrap();
    }
    fs::set_permissions(at("open"), fs::Permissions::from_mode(0o750)).unwrap();
    symlink("own", at("link")).unwrap();
    fs::write(at("file"), "x").unwrap();
    fs::write(at("e/letter"), "x").unwrap();
    let refused = [
        ("open", "others than its owner can enter it"),
        ("link", "it is a symbolic link"),
        ("file", "it is not a folder"),
        ("e/cache", "lie in one another"),
        ("own/../e/cache", "lie in one another"),
        ("e", "lie in one another"),
        (".", "lie in one another"),
    ];
    for (cache, words) in refused {
        let output = proofdesk(["verify", "--no-keyring", "--cache", cache, "e"])
            .current_dir(scratch.path())
            .output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(2), "{cache}");
        let said = errors(&output);
        assert!(said.contains("--cache ") && said.contains(words), "{cache}: {said}");
        assert!(output.stdout.is_empty() && !at("e/cache").exists(), "{cache}");
        // It is not looked at if it is not to be used.
        let output = proofdesk(["verify", "--no-keyring", "--no-cache", "--cache", cache, "e"])
            .current_dir(scratch.path())
            .output();
        assert_eq!(output.unwrap().status.code(), Some(3), "{cache}");
    }
}

#[test]
fn other_pins_options_and_rules_read_every_file() {
    let Some(cached) = Cached::new() else { return };
    cached.report(&[]);
    let pin = format!("other=@{}", repository().join("samples/harbourline.key.json").display());
    for args in
        [&["--contiguous"][..], &["--exclude", "*.txt"], &["--max-depth", "2"], &["--pin", &pin]]
    {
        assert_eq!(unchanged(&cached.report(args)), 0, "{args:?}");
        assert!(unchanged(&cached.report(args)) > 0, "{args:?}");
    }
    // What is said of the run only, and where the report goes.
    for args in [&["--jobs", "1"][..], &["--quiet"]] {
        assert!(unchanged(&cached.report(args)) > 0, "{args:?}");
    }
    // One that is whole, but of other rules or another program.
    for (of, to) in [(" rules ", " rules 1"), (" program ", " program 9"), ("cache 1", "cache 2")] {
        for file in cached.files() {
            let bytes = fs::read(&file).unwrap();
            let line = bytes.iter().position(|byte| *byte == b'\n').unwrap();
            let (line, rest) = bytes.split_at(line);
            let line = String::from_utf8(line.to_vec()).unwrap().replacen(of, to, 1);
            let mut bytes = [line.as_bytes(), &rest[..rest.len() - 32]].concat();
            bytes.extend(sha256(&bytes));
            fs::write(&file, bytes).unwrap();
        }
        assert_eq!(unchanged(&cached.report(&[])), 0, "{to}");
        assert!(unchanged(&cached.report(&[])) > 0, "{to}");
        // They went when the new one came.
        assert_eq!(cached.files().len(), 1, "{to}");
    }
}

#[test]
fn a_damaged_cache_is_not_believed_in_part() {
    let Some(cached) = Cached::new() else { return };
    let plain = cached.report(&["--no-cache"]).timeless();
    cached.report(&[]);
    let [file] = &cached.files()[..] else { panic!() };
    let whole = fs::read(file).unwrap();
    let flipped = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    };
    let len = whole.len();
    let mut damaged: Vec<Vec<u8>> =
        [0, 10, len / 3, len / 2, len - 100, len - 41, len - 1].into_iter().map(flipped).collect();
    damaged.extend([0, 1, 100, len / 2, len - 33, len - 1].map(|len| whole[..len].to_vec()));
    damaged.push([&whole[..], b"x"].concat());
    damaged.push(vec![0; len]);
    for (i, bytes) in damaged.iter().enumerate() {
        fs::write(file, bytes).unwrap();
        let report = cached.report(&[]);
        assert_eq!(unchanged(&report), 0, "{i}");
        assert!(report.timeless() == plain, "{i}");
        // It was replaced.
        assert!(unchanged(&cached.report(&[])) > 0, "{i}");
        assert_eq!(cached.files().len(), 1, "{i}");
        for file in cached.files() {
            fs::remove_file(file).unwrap();
        }
    }
}

#[test]
fn a_program_that_is_killed_leaves_a_whole_cache_or_none() {
    let Some(cached) = Cached::new() else { return };
    let plain = cached.report(&["--no-cache"]).timeless();
    for i in 0..30 {
        // Another option each time, so that all is read and written.
        let find = format!("{i:064x}");
        let mut child = proofdesk(["verify", "--no-keyring", "--find", &find, "--cache"])
            .arg(cached.cache())
            .arg(samples())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(i * 4));
        child.kill().unwrap();
        child.wait().unwrap();
        for file in fs::read_dir(cached.cache()).into_iter().flatten() {
            let path = file.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            if path.extension().is_some_and(|ending| ending == "proofdesk-cache") {
                let (bytes, end) = bytes.split_at(bytes.len() - 32);
                assert_eq!(sha256(bytes), end);
            }
        }
    }
    cached.report(&[]);
    let report = cached.report(&[]);
    assert!(unchanged(&report) > 0);
    assert!(unmarked(report.timeless().json) == plain.json);
}

/// Without what says that something was taken from a cache.
fn unmarked(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().filter(|(name, _)| name != "cached");
            members.map(|(name, value)| (name, unmarked(value))).collect()
        }
        Value::Array(values) => values.into_iter().map(unmarked).collect(),
        other => other,
    }
}

/// What runs under other options leave behind is put together, and none of it is lost.
#[test]
fn many_runs_leave_few_files() {
    let Some(cached) = Cached::new() else { return };
    let parts = ["good/documents", "good/attestations", "good/audit", "wrong"];
    let all: Vec<PathBuf> = parts
        .iter()
        .flat_map(|part| fs::read_dir(samples().join(part)).unwrap())
        .map(|file| file.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    let run = |given: &[PathBuf]| {
        let output = proofdesk(["verify", "--no-keyring", "--format", "json", "--cache"])
            .arg(cached.cache())
            .args(given)
            .output();
        Report::of(output.unwrap())
    };
    for given in all.chunks(1) {
        run(given);
        assert!(cached.files().len() <= 9, "{:?}", cached.files());
    }
    let report = run(&all);
    let archives =
        report.json["files"].as_array().unwrap().iter().filter(|file| {
            file["members"].as_array().unwrap().is_empty() && file["cached"] != true
        });
    let [unread, files] =
        ["unchanged", "files"].map(|of| report.json["run"]["cache"][of].as_u64().unwrap());
    assert_eq!(files - unread, archives.count() as u64);
    assert!(unread > 10);
}
