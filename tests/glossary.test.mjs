// docs/verification.md has the words of the program's glossary, and no others.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (name) => readFileSync(join(root, name), "utf8");

/** The page's copy, which a test holds equal to the program's. */
function glossary() {
  const [, list] = read("ui/src/lib/bindings/words.ts").match(
    /export const glossary[^=]*= (\[[^]*?\n\]);/,
  );
  return JSON.parse(list).map(({ word, meaning }) => [word, meaning]);
}

/** The rows of the table below the heading "Words". */
function words() {
  const [, section] = read("docs/verification.md").match(/\n## Words\n([^]*?)\n## /);
  const rows = [...section.matchAll(/^\| (.*) \| (.*) \|$/gm)].map(([, word, means]) => [word, means]);
  assert.deepEqual(rows.shift(), ["word", "means"]);
  return rows;
}

test("the documents and the program mean the same by their words", () => {
  const expected = glossary();
  assert.ok(expected.length >= 12, `only ${expected.length} words were found`);
  assert.deepEqual(words(), expected);
});
