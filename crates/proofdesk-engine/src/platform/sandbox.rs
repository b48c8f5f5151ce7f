//! What this process gives up before it reads what somebody else wrote.
//!
//! Evidence can be made to deceive. Should a fault in this program let a file of it run code of its own, that
//! code finds no network, no program to start, no file to read but what the user named, and no place to write
//! to but where the user wanted something written. On Linux, two parts of the kernel see to it, which take from
//! a process what it once gave up, and never give it back, to `root` neither:
//!
//! - [Landlock](https://docs.kernel.org/userspace-api/landlock.html) keeps files apart: reading, writing and
//!   running them, by the folder or file that they lie in. It also keeps signals and TCP within.
//! - [seccomp](https://docs.kernel.org/userspace-api/seccomp_filter.html) refuses system calls: those that make
//!   a socket or start a program, and those that lead around Landlock or into other processes.
//!
//! Calls are refused by a list of those that are dangerous, not admitted by a list of those that are used: which
//! ones the C library uses differs from one version to the next, and an honest run must not fail on a system
//! that nobody tried. Where the kernel lacks one of the two, the other is used; where it lacks both, nothing
//! changes, and [`InForce`] says so.
//!
//! What is open already stays open: standard input, output and error. On a terminal, nothing can be typed for the
//! shell to read. Names, sizes and times of files can be seen everywhere, as Landlock leaves them.

use std::path::PathBuf;

/// What the process goes on to need of files. It gives up all else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    reads: Vec<PathBuf>,
    reads_anything: bool,
    writes: Vec<PathBuf>,
    keeps: Vec<PathBuf>,
    spools: bool,
    asks: bool,
}

impl Needs {
    /// To read this file, or whatever lies in this folder.
    pub fn read(&mut self, path: impl Into<PathBuf>) {
        self.reads.push(path.into());
    }

    /// To read files that are not known yet, because a file names them.
    pub fn read_anything(&mut self) {
        self.reads_anything = true;
    }

    /// To write to this place, as [`AtomicFile`](super::AtomicFile) does: a file beside it is put there. So
    /// whatever lies in its folder can be read and replaced. A pipe or a device is only written to.
    pub fn write(&mut self, place: impl Into<PathBuf>) {
        self.writes.push(place.into());
    }

    /// To keep a file at this place, whose folder is made if it is not there.
    pub fn keep(&mut self, place: impl Into<PathBuf>) {
        self.keeps.push(place.into());
    }

    /// To use temporary files.
    pub fn spool(&mut self) {
        self.spools = true;
    }

    /// To ask at the terminal without showing the answer.
    pub fn ask(&mut self) {
        self.asks = true;
    }
}

/// What of it is in force.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InForce {
    /// Files are kept apart (Landlock).
    pub files: bool,
    /// System calls are refused (seccomp).
    pub calls: bool,
}

/// Gives up whatever is not needed, for this thread and those that it starts: call it while there is no other.
///
/// It never fails: what the system lacks is not in force.
#[must_use]
pub fn enter_sandbox(needs: &Needs) -> InForce {
    #[cfg(target_os = "linux")]
    {
        // In this order: the rules open the files that they are about.
        InForce { files: linux::keep_files_apart(needs), calls: linux::refuse_calls() }
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = needs;
        InForce::default()
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::os::fd::IntoRawFd;
    use std::path::{Path, PathBuf};

    use landlock::{
        ABI, Access, AccessFs, AccessNet, BitFlags, PathBeneath, RestrictionStatus, Ruleset,
        RulesetAttr, RulesetCreatedAttr, RulesetStatus, Scope, make_bitflags,
    };
    use rustix::fs::{FileType, Mode, OFlags, fstat, open};
    use rustix::io::Errno;
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
        SeccompRule,
    };

    use super::Needs;
    use crate::platform::atomic::{folder_of, target_of};

    /// The newest version of Landlock's rules whose effects the tests have seen. An older kernel takes what it
    /// knows of them.
    const RULES: ABI = ABI::V6;

    const READ: BitFlags<AccessFs> = make_bitflags!(AccessFs::{ReadFile | ReadDir});
    /// A device knows by a control call whether it is a terminal.
    const DEVICE: BitFlags<AccessFs> = make_bitflags!(AccessFs::{ReadFile | WriteFile | IoctlDev});
    /// A file is made, filled, and put in the place of another; then its folder is opened to have the new name
    /// written to the disk.
    const REPLACE: BitFlags<AccessFs> = make_bitflags!(AccessFs::{
        ReadFile | ReadDir | WriteFile | Truncate | MakeReg | RemoveFile
    });
    /// In a folder that everybody uses, names are nobody's business.
    const SPOOL: BitFlags<AccessFs> =
        make_bitflags!(AccessFs::{ReadFile | WriteFile | Truncate | MakeReg | RemoveFile});

    /// Each path that may be read has a rule, and a descriptor for as long as the process lasts. More are given by
    /// their folders.
    const MOST: usize = 64;

    pub(super) fn keep_files_apart(needs: &Needs) -> bool {
        restrict(&rules(needs)).is_some_and(|status| status.ruleset != RulesetStatus::NotEnforced)
    }

    type Rule = (PathBuf, BitFlags<AccessFs>);

    fn rules(needs: &Needs) -> Vec<Rule> {
        let Needs { reads, reads_anything, writes, keeps, spools, asks } = needs;
        let reads = if *reads_anything { vec!["/".into()] } else { few(reads) };
        // How many processors there are, within the limits of a container.
        let system = ["/proc", "/sys/fs/cgroup"].map(PathBuf::from);
        let mut rules: Vec<Rule> =
            reads.into_iter().chain(system).map(|path| (path, READ)).collect();
        rules.extend(writes.iter().map(|place| match is_special(place) {
            true => (place.clone(), DEVICE),
            false => (folder_of(&target_of(place)).to_owned(), REPLACE),
        }));
        rules.extend(keeps.iter().map(|place| (first_there(place), REPLACE | AccessFs::MakeDir)));
        if *spools {
            rules.push((std::env::temp_dir(), SPOOL));
        }
        if *asks {
            rules.push(("/dev/tty".into(), DEVICE));
        }
        rules
    }

    /// The paths, or where there are many, the folders that they lie in.
    fn few(paths: &[PathBuf]) -> Vec<PathBuf> {
        if paths.len() <= MOST {
            return paths.to_owned();
        }
        let folder = |path: &PathBuf| {
            let real = fs::canonicalize(path).ok()?;
            Some(real.parent().unwrap_or(&real).to_owned())
        };
        let folders: BTreeSet<PathBuf> = paths.iter().filter_map(folder).collect();
        if folders.len() <= MOST { folders.into_iter().collect() } else { vec!["/".into()] }
    }

    fn is_special(path: &Path) -> bool {
        fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir())
    }

    /// The folder of a file; where it is not there yet, the first one above it that is.
    fn first_there(place: &Path) -> PathBuf {
        let target = target_of(place);
        let there = folder_of(&target).ancestors().find(|folder| folder.is_dir());
        there.unwrap_or(Path::new(".")).to_owned()
    }

    /// What the kernel made of the rules; nothing where it cannot have them all, as no file may be closed that is
    /// needed.
    fn restrict(rules: &[Rule]) -> Option<RestrictionStatus> {
        let mut ruleset = Ruleset::default()
            // Nothing may be executed: no rule allows it.
            .handle_access(AccessFs::from_all(RULES))
            .and_then(|ruleset| ruleset.handle_access(AccessNet::from_all(RULES)))
            .and_then(|ruleset| ruleset.scope(Scope::from_all(RULES)))
            .and_then(Ruleset::create)
            .ok()?;
        for (path, access) in rules {
            let there = match open(path, OFlags::PATH | OFlags::CLOEXEC, Mode::empty()) {
                Ok(there) => there,
                Err(Errno::MFILE | Errno::NFILE | Errno::NOMEM) => return None,
                // What cannot be reached needs no rule.
                Err(_) => continue,
            };
            let is_folder = FileType::from_raw_mode(fstat(&there).ok()?.st_mode).is_dir();
            let access = if is_folder { *access } else { *access & AccessFs::from_file(RULES) };
            ruleset = ruleset.add_rule(PathBeneath::new(&there, access)).ok()?;
            // It stays open. A rule is about the file as the kernel knows it, and of some file systems (such as
            // 9p, by which WSL has the disks of Windows) the kernel forgets a file that nobody holds.
            let _ = there.into_raw_fd();
        }
        ruleset.restrict_self().ok()
    }

    /// Calls that no command needs.
    const REFUSED: [i64; 31] = [
        // A network, and the queue that can make sockets without their calls.
        libc::SYS_socket,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_accept,
        libc::SYS_accept4,
        libc::SYS_io_uring_setup,
        // Another program.
        libc::SYS_execve,
        libc::SYS_execveat,
        // Another process.
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_pidfd_getfd,
        // A file without its path, and other views of the folders.
        libc::SYS_open_by_handle_at,
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_move_mount,
        libc::SYS_open_tree,
        libc::SYS_fsopen,
        libc::SYS_pivot_root,
        libc::SYS_chroot,
        libc::SYS_setns,
        libc::SYS_unshare,
        // Parts of the kernel that often had faults.
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_userfaultfd,
        libc::SYS_keyctl,
        libc::SYS_add_key,
        libc::SYS_request_key,
        libc::SYS_init_module,
        libc::SYS_finit_module,
    ];

    /// On x86-64 each call has a second number, for 32-bit pointers, and some have another one there: execve,
    /// ptrace, process_vm_readv, process_vm_writev, execveat.
    #[cfg(target_arch = "x86_64")]
    mod x32 {
        pub(super) const BIT: i64 = 0x4000_0000;
        pub(super) const OTHERS: [i64; 5] = [520, 521, 539, 540, 545];
        pub(super) const IOCTL: i64 = 514;
    }

    pub(super) fn refuse_calls() -> bool {
        program().is_some_and(|program| seccompiler::apply_filter(&program).is_ok())
    }

    /// To type on the terminal, as if the user did: a command for the shell that started this program.
    fn typing() -> Option<Vec<SeccompRule>> {
        [libc::TIOCSTI, libc::TIOCLINUX]
            .into_iter()
            .map(|request| {
                let is_this = SeccompCondition::new(
                    1,
                    SeccompCmpArgLen::Dword,
                    SeccompCmpOp::Eq,
                    request as _,
                );
                SeccompRule::new(vec![is_this.ok()?]).ok()
            })
            .collect()
    }

    /// Answers each of them as if it were forbidden. Nothing where processors of this kind are not known.
    pub(super) fn program() -> Option<BpfProgram> {
        let refused = REFUSED.into_iter();
        #[cfg(target_arch = "x86_64")]
        let refused = refused.clone().chain(refused.chain(x32::OTHERS).map(|call| call | x32::BIT));
        let mut rules: BTreeMap<i64, Vec<_>> = refused.map(|call| (call, Vec::new())).collect();
        rules.insert(libc::SYS_ioctl, typing()?);
        #[cfg(target_arch = "x86_64")]
        for call in [libc::SYS_ioctl, x32::IOCTL] {
            rules.insert(call | x32::BIT, typing()?);
        }
        let processor = std::env::consts::ARCH.try_into().ok()?;
        let refusal = SeccompAction::Errno(libc::EPERM as u32);
        let filter = SeccompFilter::new(rules, SeccompAction::Allow, refusal, processor);
        filter.ok()?.try_into().ok()
    }
}

#[cfg(all(test, target_os = "linux"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs::{self, File};
    use std::io::{self, Write};
    use std::net::{TcpStream, UdpSocket};
    use std::os::unix::fs::symlink;
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::Path;
    use std::process::Command;

    use super::*;
    use crate::platform::{Access, write_atomically};

    /// What `work` gives in a sandbox: that of a thread of its own, since the others go on to test.
    fn inside<T: Send>(needs: &Needs, work: impl FnOnce() -> T + Send) -> T {
        let within = || {
            let in_force = enter_sandbox(needs);
            assert_eq!(in_force, InForce { files: true, calls: true }, "of this kernel");
            work()
        };
        std::thread::scope(|scope| scope.spawn(within).join().unwrap())
    }

    fn is_refused<T>(done: io::Result<T>) -> bool {
        done.is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
    }

    /// `given/sub/file` and `given/link`, which leads to `secret`, all in one folder.
    fn folders() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("given/sub")).unwrap();
        fs::write(folder.path().join("given/sub/file"), "given").unwrap();
        fs::write(folder.path().join("secret"), "secret").unwrap();
        symlink("../secret", folder.path().join("given/link")).unwrap();
        folder
    }

    #[test]
    fn there_is_no_network() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let _listening = UnixListener::bind(&socket).unwrap();
        inside(&Needs::default(), || {
            assert!(is_refused(TcpStream::connect("127.0.0.1:9")));
            assert!(is_refused(UdpSocket::bind("127.0.0.1:0")));
            assert!(is_refused(UnixStream::connect(&socket)));
        });
        // Outside, it is another matter.
        assert!(UdpSocket::bind("127.0.0.1:0").is_ok() && UnixStream::connect(&socket).is_ok());
    }

    #[test]
    fn there_is_no_other_program() {
        let mut needs = Needs::default();
        needs.read_anything();
        inside(&needs, || assert!(is_refused(Command::new("true").status())));
        assert!(Command::new("true").status().unwrap().success());
    }

    /// What the kernel makes of a call with this number and second argument: a return value of seccomp.
    #[cfg(target_arch = "x86_64")]
    fn answer(call: i64, argument: u64) -> u32 {
        const X86_64: u32 = 0xC000_003E;
        let program = linux::program().unwrap();
        let words = [call as u32, X86_64, 0, 0, 0, 0, argument as u32, (argument >> 32) as u32];
        let (mut at, mut held) = (0, 0);
        loop {
            let step = &program[at];
            let jump = |holds: bool| usize::from(if holds { step.jt } else { step.jf });
            at += 1;
            match step.code {
                0x20 /* load */ => held = words.get(step.k as usize / 4).copied().unwrap_or(0),
                0x54 /* and */ => held &= step.k,
                0x05 /* jump */ => at += step.k as usize,
                0x15 /* equal? */ => at += jump(held == step.k),
                0x25 /* greater? */ => at += jump(held > step.k),
                0x35 /* not less? */ => at += jump(held >= step.k),
                0x06 /* return */ => return step.k,
                other => return other.into(),
            }
        }
    }

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn nothing_is_typed_on_the_terminal() {
        let refused = libc::SECCOMP_RET_ERRNO | libc::EPERM as u32;
        for call in [libc::SYS_ioctl, 0x4000_0000 | 16, 0x4000_0000 | 514] {
            for request in [libc::TIOCSTI, libc::TIOCLINUX] {
                assert_eq!(answer(call, request), refused, "{call} {request:#x}");
                assert_eq!(answer(call, request | 1 << 32), refused, "the kernel reads 32 bits");
            }
            // How wide it is, and whether it is one.
            for request in [libc::TIOCGWINSZ, libc::TCGETS] {
                assert_eq!(answer(call, request), libc::SECCOMP_RET_ALLOW, "{call} {request:#x}");
            }
        }
        assert_eq!(answer(libc::SYS_socket, libc::TIOCSTI), refused);
        assert_eq!(answer(libc::SYS_read, libc::TIOCSTI), libc::SECCOMP_RET_ALLOW);
    }

    #[test]
    fn nothing_is_read_but_what_is_needed() {
        let folder = folders();
        let at = |name: &str| folder.path().join(name);
        let mut needs = Needs::default();
        needs.read(at("given"));
        needs.read(at("not there"));
        inside(&needs, || {
            assert_eq!(fs::read(at("given/sub/file")).unwrap(), b"given");
            assert_eq!(fs::read_dir(at("given")).unwrap().count(), 2);
            for closed in [at("secret"), at("given/link"), "/etc/passwd".into()] {
                assert!(is_refused(fs::read(&closed)), "{}", closed.display());
            }
            assert!(is_refused(fs::read_dir(folder.path())));
            assert_eq!(fs::read(at("not there")).unwrap_err().kind(), io::ErrorKind::NotFound);
            let file = at("given/sub/file");
            assert!(is_refused(File::options().append(true).open(&file)));
            assert!(is_refused(fs::remove_file(&file)));
            assert!(is_refused(fs::rename(&file, at("given/sub/other"))));
            assert!(is_refused(fs::write(at("given/new"), "")));
            assert!(is_refused(fs::create_dir(at("given/new"))));
            assert!(is_refused(symlink("file", at("given/new"))));
        });
        // One file is one file, by a link too.
        let mut needs = Needs::default();
        needs.read(at("given/link"));
        inside(&needs, || {
            assert_eq!(fs::read(at("secret")).unwrap(), b"secret");
            assert!(is_refused(fs::read(at("given/sub/file"))));
        });
        let mut needs = Needs::default();
        needs.read_anything();
        inside(&needs, || {
            assert!(fs::read("/etc/passwd").is_ok());
            assert!(is_refused(fs::write(at("secret"), "")));
        });
    }

    #[test]
    fn many_paths_are_read_like_few() {
        let folder = folders();
        let many = |below: &str| -> Vec<PathBuf> {
            let paths = (0..100).map(|i| folder.path().join(below.replace('#', &i.to_string())));
            paths.collect()
        };
        for (below, open) in [("given/file #", false), ("given/#/file", true)] {
            let files = many(below);
            for file in &files {
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, "").unwrap();
            }
            let mut needs = Needs::default();
            files.iter().for_each(|file| needs.read(file));
            inside(&needs, || {
                assert!(files.iter().all(|file| fs::read(file).is_ok()), "{below}");
                assert_eq!(fs::read(folder.path().join("secret")).is_ok(), open, "{below}");
            });
        }
    }

    #[test]
    fn a_file_is_put_where_it_is_wanted_and_nowhere_else() {
        let folder = folders();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("reports")).unwrap();
        symlink("../reports/real", at("given/report")).unwrap();
        fs::write(at("reports/real"), "old").unwrap();
        let write =
            |path: &Path| write_atomically(path, Access::Ordinary, |out| out.write_all(b"new"));
        for place in ["reports/new", "reports/real", "given/report"] {
            let mut needs = Needs::default();
            needs.write(at(place));
            inside(&needs, || {
                for _ in 0..2 {
                    write(&at(place)).unwrap();
                }
                assert_eq!(fs::read(at(place)).unwrap(), b"new");
                assert!(is_refused(write(&at("given/sub/file"))), "{place}");
                assert!(is_refused(fs::remove_file(at("secret"))), "{place}");
                assert!(is_refused(fs::rename(at("reports/real"), at("given/moved"))), "{place}");
            });
        }
        assert!(fs::symlink_metadata(at("given/report")).unwrap().is_symlink());
        let mut needs = Needs::default();
        needs.write("/dev/null");
        inside(&needs, || {
            File::options().write(true).open("/dev/null").unwrap().write_all(b"x").unwrap();
            assert!(is_refused(fs::read("/dev/zero")));
        });
    }

    #[test]
    fn a_ring_is_kept_in_a_folder_that_is_made() {
        let folder = folders();
        let ring = folder.path().join("given/made/now/ring");
        let mut needs = Needs::default();
        needs.keep(&ring);
        inside(&needs, || {
            fs::create_dir_all(ring.parent().unwrap()).unwrap();
            write_atomically(&ring, Access::Owner, |out| out.write_all(b"ring")).unwrap();
            assert_eq!(fs::read(&ring).unwrap(), b"ring");
            assert!(is_refused(fs::read(folder.path().join("secret"))));
        });
    }

    #[test]
    fn temporary_files_are_made_if_there_are_to_be_some() {
        let mut needs = Needs::default();
        inside(&needs, || assert!(is_refused(tempfile::tempfile())));
        needs.spool();
        inside(&needs, || {
            tempfile::tempfile().unwrap().write_all(b"x").unwrap();
            assert!(is_refused(fs::read_dir(std::env::temp_dir())));
        });
    }

    #[test]
    fn threads_that_are_started_later_are_inside_too() {
        inside(&Needs::default(), || {
            let refused =
                || is_refused(fs::read("/etc/passwd")) && is_refused(UdpSocket::bind("[::1]:0"));
            assert!(std::thread::spawn(refused).join().unwrap());
            // And know how many there may be.
            assert!(std::thread::available_parallelism().is_ok());
        });
    }
}
