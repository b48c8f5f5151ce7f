//! `proofdesk repeat`.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use clap::ValueHint;
use proofdesk_engine::core::counted;
use proofdesk_engine::core::encoding::groups_of_four;
use proofdesk_engine::core::trust::{Pin, Trust};
use proofdesk_engine::input::ROWS_OF;
use proofdesk_engine::lookup::Query;
use proofdesk_engine::pack::names_in_bag;
use proofdesk_engine::platform::{Needs, display_path, path_from_display};
use proofdesk_engine::report::{Head, PinnedKey, ReviewerKey, report_digest};
use proofdesk_engine::run::{Job, Options};
use proofdesk_engine::{Exclude, Input};

use crate::args::JobsArgs;
use crate::earlier;
use crate::failure::{CANCELLED, Failure, Status};
use crate::input::started;
use crate::interrupt::cancelled_by_ctrl_c;
use crate::pins::PinArgs;
use crate::reporting::{Finished, Run};
use crate::signing::sidecar_of;
use crate::terminal;
use crate::text::compared;

/// The results are not the same.
const DIFFERENT: u8 = 1;

/// Repeat the verification of a JSON report and compare the digests
///
/// The same files and folders are verified with the same options. The keys are yours: each key that the
/// report names must be in your key ring or given with --pin.
///
/// Exit status: 0 the report digest is the same; 1 it is not, and what differs is said; 2 the
/// verification cannot be repeated; 130 cancelled.
#[derive(Debug, clap::Args)]
pub(crate) struct RepeatArgs {
    /// A report that `verify --format json` wrote
    #[arg(value_name = "REPORT.json", value_hint = ValueHint::FilePath)]
    report: PathBuf,

    /// The folder that the verified files and folders lie in now. Of absolute paths the last name counts; of
    /// several with one last name, what follows the folder that all of them lie in. Where a relative path
    /// leads nowhere below DIR, its last name counts too, as in a bag
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    root: Option<PathBuf>,

    #[command(flatten)]
    pins: PinArgs,

    #[command(flatten)]
    jobs: JobsArgs,

    /// Show no progress
    #[arg(short, long)]
    quiet: bool,
}

impl RepeatArgs {
    /// What the command takes: the report names the files.
    pub(crate) fn needs(&self, needs: &mut Needs) {
        let Self { report: _, root: _, pins: _, jobs: _, quiet: _ } = self;
        needs.read_anything();
        needs.spool();
    }
}

/// Runs the command.
pub(crate) fn run(args: &RepeatArgs) -> Status {
    let started = started()?;
    let shown = display_path(&args.report);
    let impossible = |words: String| Failure::new(format!("{shown}: {words}"));
    let mut report = earlier::open(&args.report)?;
    let head = report.head().clone();
    let earlier = earlier::side(&args.report, &mut report)?;
    let job = Job {
        inputs: inputs(&head, args.root.as_deref()).map_err(impossible)?,
        trust: trust(&head, args)?,
        options: options(&head, args).map_err(impossible)?,
    };
    let control = &cancelled_by_ctrl_c();
    let run = Run {
        job: &job,
        parts: None,
        cache: None,
        control,
        show: !args.quiet,
        said: Some(Mutex::default()),
    };
    let summary = run.carry_out(&|_| (), &mut |()| Ok(()))?;
    if summary.cancelled {
        terminal::say("Cancelled: the reports were not compared");
        return Ok(CANCELLED);
    }
    let finished = Finished {
        run: &run,
        started,
        place: None,
        engagement: None,
        history: None,
        earlier: Some(earlier),
    };
    let against = finished.against(&summary)?;
    let mut page = terminal::page(terminal::plain());
    if let Some(against) = &against {
        compared(&mut page, &shown, against)?;
    }
    if against.is_some_and(|against| against.same) {
        page.text(0, "The same: the repeated verification has the report digest of the report")?;
        return Ok(0);
    }
    page.text(0, "Not the same: the repeated verification has this report digest:")?;
    page.fingerprint(2, "", &report_digest(&job, &summary).unwrap_or_default())?;
    Ok(DIFFERENT)
}

/// What was verified, where it is now.
fn inputs(head: &Head, root: Option<&Path>) -> Result<Vec<Input>, String> {
    let names = &head.run.inputs;
    if names.iter().any(|name| name == "-") {
        return Err("standard input was verified, and a report does not keep it".to_owned());
    }
    let is_rows = |name: &&String| name.starts_with(ROWS_OF) && !Path::new(name).exists();
    if let Some(rows) = names.iter().find(is_rows) {
        return Err(format!("{rows} were verified, and a report does not keep them"));
    }
    let given: Vec<PathBuf> = names.iter().map(|name| path_from_display(name)).collect();
    let was = Was::of(head);
    let now = match root {
        Some(root) => was.below(root, &given),
        None => given.clone(),
    };
    let inputs = names.iter().zip(&given).zip(&now);
    let inputs = inputs.map(|((name, given), now)| was.input(name, given, now));
    let inputs: Vec<Input> = inputs.collect::<Result<_, _>>()?;
    // What differs from nothing would fill pages.
    let moved: HashMap<&Path, &Path> =
        given.iter().zip(&now).map(|(given, now)| (&**given, &**now)).collect();
    let of_report: Vec<PathBuf> =
        was.files.iter().filter_map(|file| is_now(file, &moved)).collect();
    if let Some(first) = of_report.first().filter(|_| !of_report.iter().any(|file| file.exists())) {
        return Err(format!(
            "none of the {} that the report is about is there, such as {}; name the folder that what was \
             verified lies in now with --root",
            counted(of_report.len() as u64, "file"),
            display_path(first)
        ));
    }
    Ok(inputs)
}

/// Where a file of what was given is now.
fn is_now(file: &Path, moved: &HashMap<&Path, &Path>) -> Option<PathBuf> {
    let (given, now) = file.ancestors().find_map(|above| moved.get_key_value(above))?;
    let rest = file.strip_prefix(given).ok()?;
    // With nothing behind it, a path would end as that of a folder.
    Some(if rest.as_os_str().is_empty() { now.to_path_buf() } else { now.join(rest) })
}

/// The files that a report is about.
struct Was {
    files: Vec<PathBuf>,
    /// The first of them in each folder that they lie in, and each itself.
    first: HashMap<PathBuf, usize>,
}

impl Was {
    fn of(head: &Head) -> Self {
        let whole = head.files.iter().filter(|file| file.members.is_empty());
        let files: Vec<PathBuf> = whole.map(|file| path_from_display(&file.path)).collect();
        let mut first = HashMap::new();
        for (i, file) in files.iter().enumerate() {
            for above in file.ancestors().map(Path::to_owned) {
                first.entry(above).or_insert(i);
            }
        }
        Self { files, first }
    }

    /// Where paths lead from another folder: as they stand, or else by the names that a bag has for them.
    fn below(&self, root: &Path, given: &[PathBuf]) -> Vec<PathBuf> {
        let absolute: Vec<&PathBuf> = given.iter().filter(|path| path.is_absolute()).collect();
        let last_names: HashSet<_> = absolute.iter().filter_map(|path| path.file_name()).collect();
        let folders = absolute.first().into_iter().flat_map(|path| path.ancestors().skip(1));
        let holds_all = |folder: &&Path| absolute.iter().all(|path| path.starts_with(folder));
        let shared = folders.into_iter().find(holds_all).unwrap_or(Path::new("/"));
        let moved = given.iter().map(|path| match path.is_absolute() {
            false => root.join(path),
            true if last_names.len() == absolute.len() => {
                root.join(path.file_name().unwrap_or_default())
            }
            true => root.join(path.strip_prefix(shared).unwrap_or(path)),
        });
        let moved: Vec<PathBuf> = moved.collect();
        // One name can be there and stand for another of the files: so all are what a bag calls them, or none.
        let are_there = |paths: &[PathBuf]| {
            given.iter().zip(paths).all(|(given, path)| path.exists() || !self.had_files(given))
        };
        if are_there(&moved) {
            return moved;
        }
        let packed = self.in_bag(root, given);
        if are_there(&packed) { packed } else { moved }
    }

    /// Where a bag with this payload has what was given.
    fn in_bag(&self, root: &Path, given: &[PathBuf]) -> Vec<PathBuf> {
        // A bag numbers names in the order of their files.
        let first = |i: &usize| self.first.get(&given[*i]).copied().unwrap_or(usize::MAX);
        let mut order: Vec<usize> = (0..given.len()).collect();
        order.sort_by_key(first);
        let is_file =
            |path: &PathBuf| self.first.get(path).is_some_and(|first| self.files[*first] == *path);
        let in_order = order.iter().map(|i| (&*given[*i], is_file(&given[*i])));
        let mut packed = given.to_vec();
        for (i, name) in order.iter().zip(names_in_bag(in_order)) {
            packed[*i] = root.join(name);
        }
        packed
    }

    /// Whether files of it were read: what could not be read then need not be there now.
    fn had_files(&self, given: &Path) -> bool {
        self.first.contains_key(given)
    }

    fn input(&self, name: &str, given: &Path, now: &Path) -> Result<Input, String> {
        match now.exists() || !self.had_files(given) {
            true => Ok(Input::Path(now.to_owned())),
            false => Err(format!(
                "{name} was verified, and there is no file or folder {}; name the folder that it lies in \
                 with --root",
                display_path(now)
            )),
        }
    }
}

/// The user's own pins of the keys that the report names. That a report names a key is no reason to trust
/// it.
fn trust(head: &Head, args: &RepeatArgs) -> Result<Trust, Failure> {
    let own = args.pins.trust(None)?;
    let is_named = |pin: &&Pin| head.pins.iter().any(|named| is_key(named, pin));
    let mut pins: Vec<Pin> = own.pins().iter().filter(is_named).cloned().collect();
    let missing = head.pins.iter().find(|named| !pins.iter().any(|pin| is_key(named, pin)));
    if let Some(missing) = missing {
        return Err(Failure::new(format!(
            "{}: the key of the fingerprint {}, which the report has as {}, is neither in your key ring nor \
             given. Get it from the issuer, compare its fingerprint, and give it with --pin or `proofdesk \
             keys add`",
            display_path(&args.report),
            groups_of_four(&missing.fingerprint).join(" "),
            missing.label
        )));
    }
    // Of several pins of one key, those that the report has.
    let exact: Vec<PinnedKey> = pins.iter().map(PinnedKey::from).collect();
    let is_exact = |pin: &PinnedKey| head.pins.iter().any(|named| named.is_same_as(pin));
    let has_exact = |pin: &Pin| exact.iter().any(|other| is_key(other, pin) && is_exact(other));
    pins.retain(|pin| !has_exact(pin) || is_exact(&PinnedKey::from(pin)));
    let signer = head.options.signer.as_ref().and_then(|label| {
        let named = head.pins.iter().find(|named| named.label == *label)?;
        pins.iter().find(|pin| is_key(named, pin)).map(|pin| pin.label.clone())
    });
    let signs =
        |named: &ReviewerKey, pin: &Pin| named.fingerprint == pin.key.fingerprint().to_string();
    let missing =
        head.reviewers.iter().find(|named| !own.reviewers().iter().any(|pin| signs(named, pin)));
    if let Some(missing) = missing {
        return Err(Failure::new(format!(
            "{}: the reviewer's key of the fingerprint {}, which the report has as {}, is neither in your key \
             ring nor given with --reviewer",
            display_path(&args.report),
            groups_of_four(&missing.fingerprint).join(" "),
            missing.label
        )));
    }
    let is_named = |pin: &&Pin| head.reviewers.iter().any(|named| signs(named, pin));
    let reviewers = own.reviewers().iter().filter(is_named);
    Ok(Trust::new(pins, signer).with_reviewers(reviewers.cloned().collect()))
}

fn is_key(named: &PinnedKey, pin: &Pin) -> bool {
    named.fingerprint == pin.key.fingerprint().to_string()
}

fn options(head: &Head, args: &RepeatArgs) -> Result<Options, String> {
    let find = head.options.find.iter().map(|text| Query::parse(text));
    let find: Result<Vec<Query>, _> = find.collect();
    Ok(Options {
        threads: args.jobs.jobs,
        exclude: Exclude::new(&head.options.exclude).map_err(|error| error.to_string())?,
        report: None,
        // A report that lay in the evidence when it was written was not looked at, nor was its signature.
        saved: vec![args.report.clone(), sidecar_of(&args.report)],
        contiguous: head.options.contiguous,
        unpack: head.options.limits.unwrap_or_default(),
        find: find.map_err(|error| error.to_string())?,
    })
}
