// Every file and folder that docs/architecture.md names in its tables is there.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const document = readFileSync(join(root, "docs/architecture.md"), "utf8");
const rows = document.match(/^\|.*\|$/gm) ?? [];

/** The path of `core/x`, and of what follows it in its row without the name of the crate. */
function place(name, before) {
  const [crate, ...rest] = name.split("/");
  const sources = { core: "proofdesk-core", engine: "proofdesk-engine", cli: "proofdesk-cli" };
  if (crate in sources) return join("crates", sources[crate], "src", ...rest);
  if (!name.includes("/")) return join(dirname(before), name);
  return existsSync(join(root, name)) ? name : join(...before.split("/").slice(0, 3), name);
}

test("the files of the tables exist", () => {
  let count = 0;
  for (const row of rows) {
    let before = "";
    for (const [, name] of row.matchAll(/`([\w./-]+(?:\/|\.\w+))`/g)) {
      before = place(name, before);
      assert.ok(existsSync(join(root, before)), `${name} in: ${row}`);
      count++;
    }
  }
  assert.ok(count > 60, `only ${count} names were found`);
});
