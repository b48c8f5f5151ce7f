// scripts/imports finds the files of a crate that use each other, and crates that depend upward.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../scripts/imports", import.meta.url));

/** What the check says of a crate with these files. */
function check(files, name = "proofdesk-core", dependencies = "") {
  const crate = mkdtempSync(join(tmpdir(), "imports-"));
  try {
    const manifest = `[package]\nname = "${name}"\n[dependencies]\n${dependencies}\n`;
    for (const [file, text] of Object.entries({ "Cargo.toml": manifest, ...files })) {
      mkdirSync(dirname(join(crate, file)), { recursive: true });
      writeFileSync(join(crate, file), text);
    }
    const { status, stderr } = spawnSync(process.execPath, [script, crate], { encoding: "utf8" });
    return { status, said: stderr };
  } finally {
    rmSync(crate, { recursive: true });
  }
}

const passes = (files) => assert.deepEqual(check(files), { status: 0, said: "" });

function fails(files, ...arrows) {
  const { status, said } = check(files);
  assert.equal(status, 1, said);
  for (const arrow of arrows) assert.ok(said.includes(arrow), `${arrow} in:\n${said}`);
}

test("a line of files is no circle", () => {
  passes({
    "src/lib.rs": "mod a; mod b; pub use a::A;",
    "src/a.rs": "use crate::b::B; pub struct A(B);",
    "src/b.rs": "pub struct B;",
  });
});

test("two files that use each other are named, with what they use", () => {
  fails(
    {
      "src/lib.rs": "mod a; mod b;",
      "src/a.rs": "use crate::b::{B, C as D};",
      "src/b.rs": "pub struct B; fn f() { crate::a::g() }",
    },
    "proofdesk-core: 2 files use each other",
    "src/a.rs uses src/b.rs (crate::b::",
    "src/b.rs uses src/a.rs (crate::a::g)",
  );
});

test("a circle leads through other files, folders and aliases of modules", () => {
  fails(
    {
      "src/lib.rs": "mod a; mod b; mod c;",
      "src/a.rs": "use crate::b as other; fn f() { other::g() }",
      "src/b.rs": "use super::c::{self}; pub fn g() { c::inner::h() }",
      "src/c/mod.rs": "pub mod inner;",
      "src/c/inner.rs": "pub fn h() { super::super::a::f() }",
    },
    "src/a.rs uses src/b.rs",
    "src/b.rs uses src/c/inner.rs",
    "src/c/inner.rs uses src/a.rs",
  );
});

test("a module hands names of its children on, and is used by none of them", () => {
  const child = { "src/m/b.rs": "use super::A; pub struct B(A);", "src/m/a.rs": "pub struct A;" };
  passes({ "src/lib.rs": "mod m;", "src/m/mod.rs": "mod a; mod b; pub use a::*; pub use b::B;", ...child });
  passes({ "src/lib.rs": "mod m; pub use m::A;", "src/m/mod.rs": "mod a; mod b; pub use a::A;", ...child });
  fails(
    {
      "src/lib.rs": "mod m;",
      "src/m/mod.rs": "mod a; pub use a::A; pub struct Own; fn f(_: A) {}",
      "src/m/a.rs": "pub struct A(super::Own);",
    },
    "src/m/a.rs uses src/m/mod.rs (super::Own)",
    "src/m/mod.rs uses src/m/a.rs (a::A)",
  );
});

test("what is defined at the root is used by no file that the root uses", () => {
  fails(
    { "src/main.rs": "mod a; struct Status; fn main() { a::run() }", "src/a.rs": "pub fn run() -> crate::Status {}" },
    "src/a.rs uses src/main.rs (crate::Status)",
  );
});

test("comments, texts, visibility and tests count for nothing", () => {
  passes({
    "src/lib.rs": "mod a; mod b;",
    "src/a.rs": "use crate::b::B;",
    "src/b.rs": `// crate::a::A /* and
      /* crate::a::A */ pub(in crate::a) struct B;
      /// [A](crate::a::A)
      const T: &str = r#"use crate::a::A; " "#; const Q: char = '"'; const U: &str = "\\" crate::a::A";
      #[cfg(test)]
      mod tests { use crate::a::A; fn f<'a>(_: &'a str) {} }`,
  });
});

test("a crate depends on none above it", () => {
  const files = { "src/lib.rs": "" };
  assert.equal(check(files, "proofdesk-engine", "proofdesk-core.workspace = true").status, 0);
  const upward = check(files, "proofdesk-core", 'proofdesk-engine = { path = "../engine" }');
  assert.equal(upward.status, 1);
  assert.equal(upward.said, "proofdesk-core must not depend on proofdesk-engine.\n");
});
