// Every test and every case that docs/threat-model.md names exists.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const document = readFileSync(join(root, "docs/threat-model.md"), "utf8");

/** The source of a module of the command line's tests. */
function source(path) {
  const base = join(root, "crates/proofdesk-cli/tests/cli", ...path);
  const file = [`${base}.rs`, join(base, "mod.rs")].find(existsSync);
  return file && readFileSync(file, "utf8");
}

test("the tests of the threat model exist", () => {
  const all = [...document.matchAll(/`((?:\w+::)+)(\w+)`/g)];
  const names = all.filter(([whole]) => whole !== "`module::name`");
  assert.ok(names.length > 40, `only ${names.length} tests were found`);
  for (const [whole, path, name] of names) {
    const text = source(path.split("::").slice(0, -1));
    assert.ok(text?.includes(`fn ${name}(`), `there is no test ${whole}`);
  }
});

test("the cases of the threat model exist", () => {
  const names = [...document.matchAll(/`([a-z-]+\/\w+)`/g)].filter(([, name]) => name !== "folder/name");
  assert.ok(names.length > 100, `only ${names.length} cases were found`);
  for (const [, name] of names) {
    assert.ok(existsSync(join(root, "tests/vectors/proofdesk", `${name}.json`)), `there is no case ${name}`);
  }
});

test("the runner of the kit and what it needs lie beside the cases", () => {
  for (const file of ["README.md", "LICENSE", "SDKS.md", "run"]) {
    assert.ok(existsSync(join(root, "tests/vectors/proofdesk", file)), file);
  }
});
