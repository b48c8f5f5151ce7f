// The documents have the program's words: its glossary and its reasons, and no others.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (name) => readFileSync(join(root, name), "utf8");

/** A value of the page's copy of the words, which a test holds equal to the program's. */
function copied(name) {
  const [, value] = read("ui/src/lib/bindings/words.ts").match(
    new RegExp(`export const ${name}:[^=]*= ([^]*?\\n[\\]}]);`),
  );
  return JSON.parse(value);
}

/** The rows of the table below a heading, without that of the columns' names. */
function table(document, heading) {
  const [, section] = read(document).match(new RegExp(`\\n## ${heading}\\n([^]*?)\\n## `));
  const rows = section.match(/^\|.*\|$/gm).map((row) => row.slice(2, -2).split(" | "));
  return rows.filter(([first]) => !/^-+/.test(first)).slice(1);
}

test("the documents and the program mean the same by their words", () => {
  const glossary = copied("glossary").map(({ word, meaning }) => [word, meaning]);
  assert.ok(glossary.length >= 12, `only ${glossary.length} words were found`);
  assert.deepEqual(table("docs/verification.md", "Words"), glossary);
});

test("the table of reason codes has each reason as the program says it", () => {
  const clauses = copied("reasonClause");
  assert.ok(Object.keys(clauses).length > 60);
  const rows = table("docs/report.md", "Reason codes").map((row) => [
    row[0].replaceAll("`", ""),
    row.at(-1),
  ]);
  assert.deepEqual(Object.fromEntries(rows), clauses);
});
