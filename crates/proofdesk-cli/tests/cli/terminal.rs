//! What a person sees on a terminal, whatever its width and whatever stands in the evidence.

#![cfg(unix)]

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use nix::pty::{Winsize, openpty};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};
use vt100::Parser;

use crate::support::{Evidence, LETTER, letter, pin, proofdesk};

const ROWS: u16 = 24;
const WIDTHS: [u16; 4] = [20, 40, 80, 200];

/// A program whose output and errors go to a terminal.
struct Terminal {
    child: Child,
    chunks: Receiver<Vec<u8>>,
    screen: Parser,
    /// Everything that came.
    bytes: Vec<u8>,
}

impl Terminal {
    fn open(columns: u16, mut command: Command) -> (Self, ChildStdin) {
        let size = Winsize { ws_row: ROWS, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        let pty = openpty(Some(&size), None).unwrap();
        let out = |fd: &OwnedFd| Stdio::from(fd.try_clone().unwrap());
        command.stdin(Stdio::piped()).stdout(out(&pty.slave)).stderr(out(&pty.slave));
        let mut child = command.spawn().unwrap();
        // With the last of these closed, the terminal ends.
        drop((command, pty.slave));
        let stdin = child.stdin.take().unwrap();
        let (give, chunks) = mpsc::channel();
        let mut master = File::from(pty.master);
        thread::spawn(move || {
            let mut chunk = vec![0; 4096];
            while let Ok(len @ 1..) = master.read(&mut chunk) {
                if give.send(chunk[..len].to_vec()).is_err() {
                    break;
                }
            }
        });
        let screen = Parser::new(ROWS, columns, 0);
        (Self { child, chunks, screen, bytes: Vec::new() }, stdin)
    }

    /// Takes what comes next; `false` at the end.
    fn next(&mut self) -> bool {
        let Ok(chunk) = self.chunks.recv() else { return false };
        self.screen.process(&chunk);
        self.bytes.extend(chunk);
        true
    }

    /// What stands on the terminal.
    fn contents(&self) -> String {
        self.screen.screen().contents()
    }

    /// Watches one line, which never becomes two, until it holds these words.
    #[track_caller]
    fn watch_for(&mut self, words: &str) {
        while self.next() {
            let contents = self.contents();
            assert!(!contents.contains('\n'), "{contents}");
            assert_eq!(self.screen.screen().cursor_position().0, 0, "{contents}");
            if contents.contains(words) {
                return;
            }
        }
        panic!("{words} did not come: {:?}", self.contents());
    }

    /// Everything to the end, and the exit status.
    fn finish(mut self) -> (Self, Option<i32>) {
        while self.next() {}
        let status = self.child.wait().unwrap().code();
        (self, status)
    }
}

fn command(evidence: &Evidence, args: &[&str]) -> Command {
    let mut command = proofdesk(args);
    command.current_dir(evidence.outside()).env("TERM", "xterm-256color");
    command
}

/// All that came, with the program's own colours and progress taken out.
fn shown(evidence: &Evidence, args: &[&str]) -> String {
    let (terminal, stdin) = Terminal::open(80, command(evidence, args));
    drop(stdin);
    let text = String::from_utf8(terminal.finish().0.bytes).unwrap();
    let mut plain = String::new();
    let mut rest = text.replace("\r\x1b[K", "").replace("\r\n", "\n");
    while let Some(at) = rest.find("\x1b[") {
        plain.push_str(&rest[..at]);
        let behind = rest[at + 2..].trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        assert!(behind.starts_with('m'), "{args:?}: {rest:?}");
        rest = behind[1..].to_owned();
    }
    plain + &rest
}

#[track_caller]
fn require_harmless(words: &str, what: &[&str]) {
    let bad = |c: char| {
        (c.is_control() && c != '\n') || "\u{202e}\u{200b}\u{fe0f}\u{2800}\u{a0}".contains(c)
    };
    assert!(!words.contains(bad), "{what:?}: {words:?}");
}

#[test]
fn progress_is_one_line_on_every_terminal() {
    for columns in WIDTHS {
        for args in [&["verify", "--no-keyring", "-"][..], &["hash"], &["hash", "-c"]] {
            let evidence = Evidence::new();
            let (mut terminal, mut stdin) = Terminal::open(columns, command(&evidence, args));
            // Of a name that is cut, the end is left.
            terminal.watch_for("rd input");
            stdin.write_all(b"x").unwrap();
            drop(stdin);
            let (terminal, _) = terminal.finish();
            let contents = terminal.contents();
            assert!(!contents.contains("rd input  ") && !contents.contains("0 B"), "{contents}");
        }
    }
}

/// Some characters take two columns, and some none.
#[test]
fn a_long_name_fits_whatever_it_is_written_in() {
    for (name, end) in [
        ("証拠の記録と添付書類の写し-取締役会議事録.pdf", "議事録.pdf"),
        ("e\u{301}vidence-de-la-re\u{301}union-du-comite\u{301}.pdf", "comite\u{301}.pdf"),
        ("a\u{1b}[2J\u{202e}very-long-name-that-hides-something.bin", "something.bin"),
    ] {
        let evidence = Evidence::new().file(name, "");
        // Holes are read like everything else.
        File::options().write(true).open(evidence.path(name)).unwrap().set_len(64 << 30).unwrap();
        for columns in WIDTHS {
            for args in [&["verify", "--no-keyring", "e"][..], &["hash", &format!("e/{name}")]] {
                let (mut terminal, _stdin) = Terminal::open(columns, command(&evidence, args));
                terminal.watch_for(end);
                kill(Pid::from_raw(terminal.child.id() as i32), Signal::SIGINT).unwrap();
                let (terminal, status) = terminal.finish();
                assert_eq!(status, Some(130));
                assert!(!terminal.contents().contains(end), "{}", terminal.contents());
            }
        }
    }
}

/// Lines that come meanwhile stand above the progress.
#[test]
fn results_and_progress_do_not_run_into_each_other() {
    let evidence = Evidence::new().file("a", "hello");
    let (mut terminal, stdin) = Terminal::open(120, command(&evidence, &["hash", "e/a", "-"]));
    while !terminal.contents().contains("standard input") {
        assert!(terminal.next(), "{}", terminal.contents());
    }
    drop(stdin);
    let (terminal, status) = terminal.finish();
    let hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(terminal.contents().trim_end(), format!("{hello}  e/a\n{nothing}  -"));
    assert_eq!(status, Some(0));
}

/// Where control sequences would be seen as characters, there are none, and no progress.
#[test]
fn a_dumb_terminal_gets_plain_lines() {
    let evidence = Evidence::new().record("r.json", &letter()).file("letter.txt", LETTER);
    for term in ["dumb", ""] {
        let mut command = command(&evidence, &["verify", "--pin", &pin(), "e", "-"]);
        match term {
            "" => command.env_remove("TERM"),
            term => command.env("TERM", term),
        };
        let (terminal, stdin) = Terminal::open(80, command);
        // Longer than progress would wait.
        thread::sleep(std::time::Duration::from_millis(700));
        drop(stdin);
        let text = String::from_utf8(terminal.finish().0.bytes).unwrap();
        assert!(text.contains("Verified: 2") && !text.contains("standard input"), "{text}");
        assert!(!text.contains('\u{1b}') && !text.replace("\r\n", "").contains('\r'), "{text:?}");
    }
}

/// Zero columns are what some programs set that do not know.
#[test]
fn no_columns_are_as_if_not_set() {
    let evidence = Evidence::new().file("x", "x");
    let lines = |columns: Option<&str>| {
        let mut command = proofdesk(["verify", "--no-keyring", "e"]);
        command.current_dir(evidence.outside());
        columns.map(|columns| command.env("COLUMNS", columns));
        command.output().unwrap().stdout
    };
    assert_eq!(lines(Some("0")), lines(None));
    assert_ne!(lines(Some("40")), lines(None));
}

/// What any program makes of text in names and records, a terminal shows.
#[test]
fn nothing_raw_reaches_a_terminal() {
    let text = "x\u{1b}[2J\u{9b}8m\u{202e}\u{200b}\u{fe0f}\u{2800}\u{a0}\u{7}\r\ny";
    let mut record = letter();
    record["document_ref"] = text.into();
    record[text] = text.into();
    let error = json!({ "error": text, "message": text, text: text });
    let request = json!({ "label": text, "metadata": { text: text } });
    let hash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    let evidence = Evidence::new()
        .record(format!("{text}.json"), &record)
        .file(format!("{text}.txt"), LETTER)
        .file("error.json", error.to_string())
        .file("request.json", request.to_string())
        .file(
            "list",
            format!("{hash}  {}\nSHA256 ({}) = {hash}\nno\u{1b}[2J\n", "a\u{9b}8m", "e/b\u{1b}[m"),
        );
    let named = format!("e/{text}.txt");
    let pinned = format!("{}={}", text, pin().split_once('=').unwrap().1);
    let label = format!("a\u{202e}\u{9b}b{}", '\u{fe0f}');
    let key = pin().split_once('=').unwrap().1.to_owned();
    let ring = ["keys", "--keyring", "ring.json"];
    let commands: [&[&str]; 19] = [
        &["verify", "--pin", &pinned, "--list-skipped", "--exclude", "list", "e"],
        &["verify", "--no-keyring", "--format", "json", "e"],
        &["verify", "--no-keyring", "--format", "ndjson", "e"],
        &["verify", "--no-keyring", &named, text],
        &["verify", text, "--", "--x"],
        &["verify", &format!("--{text}")],
        &["hash", &named, text],
        &["hash", "--tag", &named],
        &["hash", "-z", &named],
        &["hash", "-c", "--warn", "e/list", text],
        &["explain", "e/error.json"],
        &["explain", "--format", "json", "e/error.json"],
        &["explain", text],
        &["check-request", "e/request.json", &named],
        &["check-request", "--format", "json", "e/request.json", &named],
        &[&ring[..], &["add", &label, &key, "--note", text, "--domain", text]].concat(),
        &[&ring[..], &["list"]].concat(),
        &[&ring[..], &["show", &label]].concat(),
        &[&ring[..], &["export"]].concat(),
    ];
    for args in commands {
        require_harmless(&shown(&evidence, args), args);
    }
}

/// For programs, an escape in JSON is the character.
#[test]
fn json_on_a_terminal_says_the_same() {
    let record = json!({ "error": "x\u{9b}\u{202e}\u{e0041}", "message": "日本 ü" });
    let evidence = Evidence::new().file("error.json", record.to_string());
    let args = ["explain", "--format", "json", "e/error.json"];
    let piped: Value = serde_json::from_slice(&evidence.run(args).stdout).unwrap();
    let words = shown(&evidence, &args);
    assert!(words.contains(r"x\u009B\u202E\uDB40\uDC41") && words.contains("日本 ü"), "{words}");
    assert_eq!(serde_json::from_str::<Value>(&words).unwrap(), piped);
}

/// A program that waits for its input says so, and how to end it.
#[test]
fn on_a_terminal_reading_is_said() {
    for args in [
        &["verify", "--no-keyring", "--quiet", "-"][..],
        &["hash"],
        &["explain", "-"],
        &["check-request", "-"],
        &["keys", "import", "-"],
    ] {
        let evidence = Evidence::new();
        let pty = openpty(None, None).unwrap();
        let mut command = command(&evidence, args);
        command.stdin(Stdio::from(pty.slave)).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        drop(command);
        let mut master = File::from(pty.master);
        master.write_all(b"{}\n\x04").unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let words = "proofdesk: reading standard input: write or paste it here; Ctrl-D ";
        assert_eq!(said.matches(words).count(), 1, "{args:?}: {said}");
        // What comes through a pipe is not waited for.
        let mut piped = proofdesk(args);
        let said = crate::support::given(piped.current_dir(evidence.outside()), b"{}").stderr;
        assert!(!String::from_utf8(said).unwrap().contains("reading standard input"), "{args:?}");
    }
}

/// What is said of keys and of the program itself keeps to the columns, too.
#[test]
fn keys_and_the_self_check_keep_to_the_columns() {
    let evidence = Evidence::new();
    let key = crate::support::issuer().public_key_hex();
    let ring = ["--keyring", "ring.json"];
    let add = [
        "keys",
        "add",
        "A company with a long name, Limited",
        &key,
        "--confirmed",
        "by telephone, with the secretary of the board, on the second of March",
    ];
    assert!(evidence.run(ring.iter().copied().chain(add).skip(2).chain(ring)).status.success());
    for columns in ["30", "40", "72"] {
        for args in [
            &["keys", "list"][..],
            &["keys", "show", "A company with a long name, Limited"],
            &["self-check"],
        ] {
            let mut command =
                proofdesk(args.iter().chain(ring.iter().filter(|_| args[0] == "keys")));
            command.current_dir(evidence.outside()).env("COLUMNS", columns);
            let said = String::from_utf8(command.output().unwrap().stdout).unwrap();
            assert!(said.lines().count() > 2, "{said}");
            for line in said.lines() {
                assert!(line.len() <= columns.parse().unwrap(), "{columns} {args:?}: {line}");
            }
        }
    }
}
