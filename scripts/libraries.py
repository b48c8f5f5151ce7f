"""What is linked into each program, for the lists of licences and of parts. The list that the build itself
follows is asked for, not the lock file: that has what other systems and tests need, too."""

import json
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
# Each program and the crate that it is built from.
PROGRAMS = {
    "proofdesk": "proofdesk-cli",
    "proofdesk-desktop": "proofdesk-desktop",
    "proofdesk-fetch": "proofdesk-fetch",
}
TARGETS = ["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc", "aarch64-apple-darwin"]
# What the build takes into the page with the library; its other dependencies only build it.
TAKEN_IN = {"svelte": ["clsx", "esm-env"]}
FONTS = ROOT / "crates/proofdesk-report/fonts"


class Library(NamedTuple):
    """One library: where its texts lie, and who made it, if that is known."""

    name: str
    version: str
    licence: str
    folder: Path | None
    authors: list
    registry: str

    @property
    def purl(self):
        """Its name for other tools (package URL)."""
        name = self.name.replace("@", "%40").replace(" ", "-").lower() if self.registry != "cargo" else self.name
        return f"pkg:{self.registry}/{name}" + (f"@{self.version}" if self.version else "")


def cargo(*command):
    return subprocess.run(["cargo", *command, "--locked"], cwd=ROOT, check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def tree(program, target):
    """What is linked into a program on a system, as lines of depth, name and version: not what only builds
    it, and not what another program of this repository makes of the same libraries. The branches of what
    stands twice are written once."""
    lines = cargo("tree", "--package", PROGRAMS[program], "--target", target, "--edges",
                  "normal,no-proc-macro", "--prefix", "depth", "--format", " {p}")
    for line in lines.splitlines():
        depth, name, version, *_ = line.split()
        yield int(depth), name, version.removeprefix("v")


def crates(program, targets=TARGETS):
    """The crates of a program that are not of this repository, and the standard library."""
    metadata = json.loads(cargo("metadata", "--format-version", "1"))
    packages = {(p["name"], p["version"]): p for p in metadata["packages"]}
    own = {p["name"] for p in metadata["packages"] if p["source"] is None}
    linked = {(name, version) for target in targets for _, name, version in tree(program, target)}
    for package in (packages[key] for key in linked if key[0] not in own):
        licence = package["license"] or f"see {package['license_file']}"
        yield Library(package["name"], package["version"], re.sub(" ?/ ?", " OR ", licence),
                      Path(package["manifest_path"]).parent, package["authors"], "cargo")
    yield Library("Rust standard library", "", "MIT OR Apache-2.0", None, ["The Rust Project contributors"],
                  "generic")


def page():
    """The libraries of the window's page."""
    modules = ROOT / "ui/node_modules"
    for name in json.loads((ROOT / "ui/package.json").read_text())["dependencies"]:
        for library in [name, *TAKEN_IN.get(name, [])]:
            about = json.loads((modules / library / "package.json").read_text())
            yield Library(library, about["version"], about["license"], modules / library, [], "npm")


def fonts(program):
    """The fonts of PDF reports."""
    if program != "proofdesk-fetch":
        yield Library("Noto Sans and Noto Sans Mono", "", "OFL-1.1", FONTS, [], "generic")


def shipped(program, targets=TARGETS):
    """Everything of others in a program."""
    of_page = page() if program == "proofdesk-desktop" else ()
    return [*crates(program, targets), *of_page, *fonts(program)]
