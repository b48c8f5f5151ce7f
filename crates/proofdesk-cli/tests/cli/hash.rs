//! `proofdesk hash` against fixed expectations, each of which is held against GNU `sha256sum` too
//! where that is installed.

#![allow(clippy::unwrap_used)]

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::given;

/// SHA-256 of "hello", of "x" and of nothing.
const HELLO: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
const X: &str = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn output(program: &OsStr, folder: &Path, args: &[OsString], stdin: &[u8]) -> Output {
    given(Command::new(program).args(args).current_dir(folder).env("LC_ALL", "C"), stdin)
}

fn arguments<A: AsRef<OsStr>>(args: &[A]) -> Vec<OsString> {
    args.iter().map(|arg| arg.as_ref().to_owned()).collect()
}

fn proofdesk<A: AsRef<OsStr>>(folder: &Path, args: &[A], stdin: &[u8]) -> Output {
    let args = [vec!["hash".into()], arguments(args)].concat();
    output(env!("CARGO_BIN_EXE_proofdesk").as_ref(), folder, &args, stdin)
}

fn sha256sum<A: AsRef<OsStr>>(folder: &Path, args: &[A], stdin: &[u8]) -> Option<Output> {
    let version = Command::new("sha256sum").arg("--version").output().ok()?;
    let is_gnu = String::from_utf8_lossy(&version.stdout).contains("GNU coreutils");
    is_gnu.then(|| output("sha256sum".as_ref(), folder, &arguments(args), stdin))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Expects standard output and exit status of both programs, and gives what proofdesk wrote to
/// standard error.
#[track_caller]
fn expect<A: AsRef<OsStr>>(
    folder: &Path,
    args: &[A],
    stdin: &[u8],
    stdout: impl AsRef<[u8]>,
    status: i32,
) -> String {
    let stdout = text(stdout.as_ref());
    let ours = proofdesk(folder, args, stdin);
    let err = text(&ours.stderr);
    assert_eq!((text(&ours.stdout), ours.status.code()), (stdout.clone(), Some(status)), "{err}");
    if let Some(theirs) = sha256sum(folder, args, stdin) {
        let got = (text(&theirs.stdout), theirs.status.code());
        assert_eq!(got, (stdout, Some(status)), "sha256sum itself");
        assert_eq!(theirs.stdout, ours.stdout);
    }
    err
}

/// What the program says instead of the system's words.
const IN_WORDS: [(&str, &str); 2] = [
    ("No such file or directory", "it could not be read: there is no file or folder of this name"),
    (
        "Is a directory",
        "it is a folder, not a regular file, and was not opened; give a regular file, or its content \
         on standard input (-)",
    ),
];

/// As [`expect`], and standard error is the same too but for the program's name and the system's words.
#[track_caller]
fn expect_all<A: AsRef<OsStr>>(
    folder: &Path,
    args: &[A],
    stdin: &[u8],
    stdout: &str,
    stderr: &str,
    status: i32,
) {
    assert_eq!(expect(folder, args, stdin, stdout, status), stderr);
    if let Some(theirs) = sha256sum(folder, args, stdin) {
        let theirs = text(&theirs.stderr).replace("sha256sum: ", "proofdesk hash: ");
        let theirs = IN_WORDS.iter().fold(theirs, |all, (from, to)| all.replace(from, to));
        assert_eq!(theirs, stderr);
    }
}

/// A folder with `hello`, `empty` and a folder `dir`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("hello"), "hello").unwrap();
    fs::write(folder.path().join("empty"), "").unwrap();
    fs::create_dir(folder.path().join("dir")).unwrap();
    folder
}

#[test]
fn lines_in_every_form() {
    let folder = folder();
    let at = folder.path();
    let both = ["hello", "empty"];
    expect(at, &both, b"", format!("{HELLO}  hello\n{EMPTY}  empty\n"), 0);
    for (form, line) in [
        ("-t", format!("{HELLO}  hello\n")),
        ("-b", format!("{HELLO} *hello\n")),
        ("--binary", format!("{HELLO} *hello\n")),
        ("--tag", format!("SHA256 (hello) = {HELLO}\n")),
        ("-z", format!("{HELLO}  hello\0")),
        ("-bz", format!("{HELLO} *hello\0")),
    ] {
        expect(at, &[form, "hello"], b"", line, 0);
    }
    expect(at, &["--tag", "--zero", "hello"], b"", format!("SHA256 (hello) = {HELLO}\0"), 0);
    expect(at, &["-b", "-t", "hello"], b"", format!("{HELLO}  hello\n"), 0);
    expect(
        at,
        &["hello", "-z", "-z", "--tag", "-b"],
        b"",
        format!("SHA256 (hello) = {HELLO}\0"),
        0,
    );
}

#[test]
fn standard_input() {
    let folder = folder();
    let at = folder.path();
    let none: [&str; 0] = [];
    expect(at, &none, b"hello", format!("{HELLO}  -\n"), 0);
    expect(at, &["-b"], b"hello", format!("{HELLO} *-\n"), 0);
    expect(at, &["--tag", "-"], b"hello", format!("SHA256 (-) = {HELLO}\n"), 0);
    // What the first one read is gone for the second.
    expect(
        at,
        &["-", "empty", "-"],
        b"hello",
        format!("{HELLO}  -\n{EMPTY}  empty\n{EMPTY}  -\n"),
        0,
    );
}

#[test]
fn files_that_cannot_be_read_do_not_stop_the_others() {
    let folder = folder();
    let stderr = "proofdesk hash: missing: it could not be read: there is no file or folder of this name\n\
                  proofdesk hash: dir: it is a folder, not a regular file, and was not opened; give a regular file, or its content on standard input (-)\n\
                  proofdesk hash: 'a name': it could not be read: there is no file or folder of this name\n";
    let paths = ["missing", "hello", "dir", "empty", "a name"];
    let stdout = format!("{HELLO}  hello\n{EMPTY}  empty\n");
    expect_all(folder.path(), &paths, b"", &stdout, stderr, 1);
}

#[cfg(unix)]
#[test]
fn odd_names_are_escaped_and_checked() {
    let folder = folder();
    let at = folder.path();
    for name in ["new\nline", "back\\slash", "re\rturn", " sp ace ", "*star", "-", "ünïcode"] {
        fs::write(at.join(name), "x").unwrap();
    }
    let names =
        ["./-", "new\nline", "back\\slash", "re\rturn", " sp ace ", "*star", "ünïcode", "hello"];
    let list = format!(
        "{X}  ./-\n\\{X}  new\\nline\n\\{X}  back\\\\slash\n\\{X}  re\\rturn\n{X}   sp ace \n\
         {X}  *star\n{X}  ünïcode\n{HELLO}  hello\n"
    );
    expect(at, &names, b"", &list, 0);
    let tagged = proofdesk(at, &[["--tag"].as_slice(), &names].concat(), b"").stdout;
    assert!(text(&tagged).contains(&format!("\n\\SHA256 (back\\\\slash) = {X}\n")));

    let names = ["new\nline", "hello"];
    let list = format!("\\{X}  new\\nline\n{HELLO}  hello\n");
    expect(at, &["-c"], list.as_bytes(), "\\new\\nline: OK\nhello: OK\n", 0);
    expect(
        at,
        &[["--zero"].as_slice(), &names].concat(),
        b"",
        format!("{X}  new\nline\0{HELLO}  hello\0"),
        0,
    );

    // Every form is read back.
    for form in ["-t", "-b", "--tag"] {
        let list = proofdesk(at, &[form, "new\nline", "back\\slash", " sp ace ", "*star"], b"");
        let checked = proofdesk(at, &["-c"], &list.stdout);
        assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stderr));
        assert_eq!(
            text(&checked.stdout),
            "\\new\\nline: OK\nback\\slash: OK\n sp ace : OK\n*star: OK\n"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder();
    let name = OsStr::from_bytes(b"\xff\xfe(");
    fs::write(folder.path().join(name), "x").unwrap();
    let line = [X.as_bytes(), b"  \xff\xfe(\n"].concat();
    expect(folder.path(), &[name], b"", &line, 0);
    expect(folder.path(), &["-c"], &line, b"\xff\xfe(: OK\n", 0);
    let missing = proofdesk(folder.path(), &[OsStr::from_bytes(b"\xff \x1b[1m\xe2\x80\xae")], b"");
    assert_eq!(
        text(&missing.stderr),
        "proofdesk hash: '\\xff <U+001B>[1m<U+202E>': it could not be read: there is no file or folder of this name\n"
    );
}

/// Off a terminal, bytes and status are GNU's, whatever the names.
#[test]
#[cfg(target_os = "linux")]
fn hostile_names_have_the_bytes_of_gnu() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let names = [
        "\u{1b}[2J\r\n\t\u{7}".as_bytes(),
        "\u{202e}\u{200b}\u{fe0f}\u{2800}\u{a0}\u{3000}".as_bytes(),
        b" \\x \xff\x9b8m ",
        b"<U+202E>",
        b"e\xcc\x81 ",
        b"-----BEGIN PRIVATE KEY-----",
    ];
    let names = names.map(OsStr::from_bytes);
    names.iter().for_each(|name| fs::write(at.join(name), "x").unwrap());
    let Some(theirs) = sha256sum(at, &[&[OsStr::new("--")], &names[..]].concat(), b"") else {
        return;
    };
    for form in ["--text", "--binary", "--tag", "-z"] {
        let args = [&[OsStr::new(form), OsStr::new("--")], &names[..]].concat();
        let (ours, theirs) = (proofdesk(at, &args, b""), sha256sum(at, &args, b"").unwrap());
        assert_eq!((ours.stdout, ours.status), (theirs.stdout, theirs.status), "{form}");
    }
    let damaged = text(&theirs.stdout).replacen('2', "3", 1).into_bytes();
    for list in [theirs.stdout, damaged] {
        for option in ["-c", "-cw", "--strict"] {
            let args = if option == "--strict" { vec!["-c", option] } else { vec![option] };
            let (ours, theirs) =
                (proofdesk(at, &args, &list), sha256sum(at, &args, &list).unwrap());
            assert_eq!((ours.stdout, ours.status), (theirs.stdout, theirs.status), "{option}");
        }
    }
}

#[test]
fn check_accepts_every_form() {
    let folder = folder();
    let at = folder.path();
    let upper = HELLO.to_uppercase();
    for line in [
        format!("{HELLO}  hello\n"),
        format!("{HELLO} *hello\n"),
        format!("{HELLO} hello\n"),
        format!("{upper}  hello\n"),
        format!("{HELLO}  hello"),
        format!("{HELLO}  hello\r\n"),
        format!(" \t\\{HELLO}\t*hello\n"),
        format!("SHA256 (hello) = {HELLO}\n"),
        format!("SHA256(hello)={upper}\r\n"),
        format!("\\SHA256 (hello) = {HELLO}\n"),
        format!("# a comment\n\n\r\n{HELLO}  hello\n"),
    ] {
        expect_all(at, &["--check"], line.as_bytes(), "hello: OK\n", "", 0);
    }
}

/// A list with a line of every outcome.
fn mixed_list() -> String {
    format!("{HELLO}  hello\nnonsense\n{HELLO}  missing\n{HELLO}  empty\n")
}

const WARNINGS: &str = "proofdesk hash: WARNING: 1 line is improperly formatted\n\
    proofdesk hash: WARNING: 1 listed file could not be read\n\
    proofdesk hash: WARNING: 1 computed checksum did NOT match\n";
const MISSING: &str =
    "proofdesk hash: missing: it could not be read: there is no file or folder of this name\n";
const FORMAT: &str = "proofdesk hash: list: 2: improperly formatted SHA256 checksum line\n";

#[test]
fn check_reports_every_outcome() {
    let folder = folder();
    let at = folder.path();
    fs::write(at.join("list"), mixed_list()).unwrap();
    let all = "hello: OK\nmissing: FAILED open or read\nempty: FAILED\n";
    let failed = "missing: FAILED open or read\nempty: FAILED\n";
    let usual = format!("{MISSING}{WARNINGS}");
    let warned = format!("{FORMAT}{MISSING}{WARNINGS}");
    for (options, stdout, stderr) in [
        (&["-c"][..], all, &usual),
        (&["-c", "--strict"], all, &usual),
        (&["-c", "--quiet"], failed, &usual),
        (&["-c", "--warn"], all, &warned),
        (&["-c", "-w"], all, &warned),
        // The last of these three counts.
        (&["-c", "--quiet", "--status", "--warn"], all, &warned),
        (&["-c", "--warn", "--quiet"], failed, &usual),
        (&["-c", "--warn", "--status"], "", &MISSING.to_owned()),
    ] {
        expect_all(at, &[options, &["list"]].concat(), b"", stdout, stderr, 1);
    }
    let ignored =
        WARNINGS.replace("proofdesk hash: WARNING: 1 listed file could not be read\n", "");
    let stdout = "hello: OK\nempty: FAILED\n";
    expect_all(at, &["-c", "--ignore-missing", "list"], b"", stdout, &ignored, 1);
}

#[test]
fn check_counts_in_the_plural() {
    let folder = folder();
    let list = format!("a\nb\n{HELLO}  m\n{HELLO}  m\n{EMPTY}  hello\n{HELLO}  empty\n");
    let stdout = "m: FAILED open or read\nm: FAILED open or read\nhello: FAILED\nempty: FAILED\n";
    let stderr = "proofdesk hash: m: it could not be read: there is no file or folder of this name\n\
                  proofdesk hash: m: it could not be read: there is no file or folder of this name\n\
                  proofdesk hash: WARNING: 2 lines are improperly formatted\n\
                  proofdesk hash: WARNING: 2 listed files could not be read\n\
                  proofdesk hash: WARNING: 2 computed checksums did NOT match\n";
    expect_all(folder.path(), &["-c"], list.as_bytes(), stdout, stderr, 1);
}

#[test]
fn check_with_malformed_lines_passes_unless_strict() {
    let folder = folder();
    let list = format!("{HELLO}  hello\n{}  hello\n", &HELLO[1..]);
    let stderr = "proofdesk hash: WARNING: 1 line is improperly formatted\n";
    let at = folder.path();
    expect_all(at, &["-c"], list.as_bytes(), "hello: OK\n", stderr, 0);
    expect_all(at, &["-c", "--strict"], list.as_bytes(), "hello: OK\n", stderr, 1);
}

#[test]
fn check_of_what_is_no_list() {
    let folder = folder();
    let at = folder.path();
    let none = "no properly formatted checksum lines found\n";
    let stderr = format!("proofdesk hash: hello: {none}");
    expect_all(at, &["-c", "hello"], b"", "", &stderr, 1);
    let stderr = format!("proofdesk hash: 'standard input': {none}");
    expect_all(at, &["-c"], b"", "", &stderr, 1);
    expect_all(at, &["-c", "--status", "-"], format!("{EMPTY}  -\n").as_bytes(), "", &stderr, 1);
    let stderr =
        "proofdesk hash: nolist: it could not be read: there is no file or folder of this name\n";
    expect_all(at, &["-c", "nolist"], b"", "", stderr, 1);
    expect(at, &["-c", "dir"], b"", "", 1);

    let missing = format!("{HELLO}  missing\n");
    let stderr = "proofdesk hash: 'standard input': no file was verified\n";
    expect_all(at, &["-c", "--ignore-missing"], missing.as_bytes(), "", stderr, 1);

    // No list, and not one to be held in memory either.
    let endless = fs::File::create(at.join("endless")).unwrap();
    endless.set_len(1 << 30).unwrap();
    let started = Instant::now();
    let out = proofdesk(at, &["-c", "endless"], b"");
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out.stderr).contains("not a list"), "{}", text(&out.stderr));
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn check_of_several_lists_and_of_standard_input() {
    let folder = folder();
    let at = folder.path();
    fs::write(at.join("a"), format!("{HELLO}  hello\n{X}  -\n")).unwrap();
    fs::write(at.join("b"), format!("SHA256 (empty) = {EMPTY}\n")).unwrap();
    expect_all(at, &["-c", "a", "b"], b"x", "hello: OK\n-: OK\nempty: OK\n", "", 0);
    let stdout = "empty: OK\nhello: OK\n-: FAILED\n";
    let stderr = "proofdesk hash: WARNING: 1 computed checksum did NOT match\n";
    expect_all(at, &["-c", "b", "a"], b"y", stdout, stderr, 1);
}

#[test]
fn order_does_not_depend_on_the_number_of_threads() {
    let folder = folder();
    let at = folder.path();
    let mut names = Vec::new();
    for index in 0..300_usize {
        let name = format!("file{index}");
        // The first are the longest, so that the others are done earlier.
        fs::write(at.join(&name), vec![7; (300 - index) * 1000]).unwrap();
        names.push(name);
    }
    let alone = proofdesk(at, &[arguments(&["--jobs", "1"]), arguments(&names)].concat(), b"");
    assert_eq!(alone.stdout.iter().filter(|byte| **byte == b'\n').count(), 300);
    for jobs in ["2", "7"] {
        let shared =
            proofdesk(at, &[arguments(&["--jobs", jobs]), arguments(&names)].concat(), b"");
        assert_eq!(text(&shared.stdout), text(&alone.stdout));
        let checked = proofdesk(at, &["--check", "--jobs", jobs], &alone.stdout);
        let expected: String = names.iter().map(|name| format!("{name}: OK\n")).collect();
        assert_eq!(text(&checked.stdout), expected);
    }
    if let Some(theirs) = sha256sum(at, &names, b"") {
        assert_eq!(text(&theirs.stdout), text(&alone.stdout));
    }
}

#[test]
fn wrong_usage_has_status_2() {
    let folder = folder();
    for args in [
        &["--quiet", "hello"][..],
        &["--status", "hello"],
        &["--strict", "hello"],
        &["--warn", "hello"],
        &["--ignore-missing", "hello"],
        &["--check", "--tag", "hello"],
        &["--check", "--zero", "hello"],
        &["--check", "--binary", "hello"],
        &["--check", "--text", "hello"],
        &["--tag", "--text", "hello"],
        &["--jobs", "0", "hello"],
        &["--no-such-option"],
    ] {
        let out = proofdesk(folder.path(), args, b"");
        assert_eq!((out.status.code(), text(&out.stdout)), (Some(2), String::new()), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn special_files_are_named_and_never_waited_for() {
    let folder = folder();
    let at = folder.path();
    if !Command::new("mkfifo").arg(at.join("fifo")).status().is_ok_and(|status| status.success()) {
        return;
    }
    let _socket = std::os::unix::net::UnixListener::bind(at.join("socket")).unwrap();
    std::os::unix::fs::symlink("fifo", at.join("link")).unwrap();
    let started = Instant::now();
    let out = proofdesk(at, &["fifo", "link", "socket", "/dev/zero", "hello"], b"");
    assert!(started.elapsed() < Duration::from_secs(10));
    assert_eq!((text(&out.stdout), out.status.code()), (format!("{HELLO}  hello\n"), Some(1)));
    let err = text(&out.stderr);
    let kinds = ["named pipe (FIFO)", "named pipe (FIFO)", "socket", "character device"];
    assert_eq!(err.lines().count(), kinds.len());
    for (line, kind) in err.lines().zip(kinds) {
        assert!(line.contains(&format!("it is a {kind}, not a regular file")), "{line}");
    }
    let checked = proofdesk(at, &["-c"], format!("{EMPTY}  fifo\n").as_bytes());
    assert_eq!(text(&checked.stdout), "fifo: FAILED open or read\n");
}

#[test]
fn a_file_that_changes_while_it_is_read_gets_no_line() {
    let folder = folder();
    let path = folder.path().join("log");
    let file = fs::File::create(&path).unwrap();
    // Long enough to be read for tenths of a second, by the thread that reads ahead too.
    file.set_len(400 << 20).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_proofdesk"))
        .args(["hash", "log"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut more = fs::File::options().append(true).open(&path).unwrap();
    while child.try_wait().unwrap().is_none() {
        more.write_all(b"more").unwrap();
        std::thread::sleep(Duration::from_millis(2));
    }
    let out = child.wait_with_output().unwrap();
    assert_eq!((text(&out.stdout), out.status.code()), (String::new(), Some(1)));
    let err = text(&out.stderr);
    assert!(err.starts_with("proofdesk hash: log: it changed while it was being read"), "{err}");
}

#[test]
#[ignore = "hashes 5 GB, which takes half a minute where the processor has no SHA instructions"]
fn a_sparse_file_of_5_gb() {
    let folder = folder();
    let file = fs::File::create(folder.path().join("sparse")).unwrap();
    file.set_len(5_000_000_000).unwrap();
    let line = "750f9080de24a9e562c6b1fecc288c732a758003ab16e5cad014eba45c17466b";
    let out = proofdesk(folder.path(), &["sparse"], b"");
    assert_eq!(text(&out.stdout), format!("{line}  sparse\n"));
}

/// In one file, what is said of a line stands behind it, as sha256sum has it.
#[cfg(unix)]
#[test]
fn messages_stand_behind_the_lines_before_them() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("f1", "hello");
    write("list", &format!("{X}  f1\n{X}  gone\n{HELLO}  f1\n"));
    let in_one = |program: &str, name: &str| {
        let command = format!("{program} -c list > log 2>&1");
        let status = Command::new("sh").args(["-c", &command]).current_dir(folder.path()).status();
        assert_eq!(status.unwrap().code(), Some(1));
        let log = fs::read_to_string(folder.path().join("log")).unwrap();
        // The name of the program and the words for a missing file are each one's own.
        let lines = log.lines().map(|line| match line.strip_prefix(name) {
            Some(rest) => rest.split(": ").next().unwrap_or_default().to_owned(),
            None => line.to_owned(),
        });
        lines.collect::<Vec<_>>()
    };
    let ours = format!("{} hash", env!("CARGO_BIN_EXE_proofdesk"));
    let ours = in_one(&ours, "proofdesk hash: ");
    assert_eq!(ours[..4], ["f1: FAILED", "gone", "gone: FAILED open or read", "f1: OK"]);
    if sha256sum(folder.path(), &["--version"], b"").is_some() {
        assert_eq!(in_one("sha256sum", "sha256sum: "), ours);
    }
}
