/** What a screen reader is given: roles, names, order and live regions, read from the accessibility bus. */
import assert from "node:assert/strict";
import { inWindow } from "./harness/app.mjs";
import { accessibilityTree } from "./harness/desktop.mjs";
import { pinned, settled, visibleRows } from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";

async function prepare(sandbox) {
  delete sandbox.env.NO_AT_BRIDGE;
  return [await pinned(sandbox, sandbox.samples("wrong"))];
}

/** The nodes that are shown, in the order in which they are read. */
function shown(node, found = [], wanted = (one) => one.showing) {
  if (wanted(node)) found.push(node);
  for (const child of node.children) shown(child, found, wanted);
  return found;
}
/** All texts within, each as often as it is read out: the place of a child in a text is U+FFFC. */
function texts(node) {
  const own =
    node.text.replaceAll("\uFFFC", "").trim() || (node.children.length === 0 && node.name);
  return [own, ...node.children.flatMap(texts)].filter(Boolean);
}
const lines = (cell) =>
  cell.text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
const named = (nodes, role, name) =>
  nodes.find((node) => role.test(node.role) && node.name.startsWith(name));

inWindow({ prepare }, (it) => {
  let nodes;

  it("has the parts of the window in the order in which they are seen", async (app) => {
    await settled(app);
    nodes = shown(await accessibilityTree(app));
    const parts = [
      [/landmark|navigation/, "Screens"],
      [/tool ?bar/, "Evidence"],
      [/table|grid/, "Results"],
      [/landmark|region|section|panel/, "Detail"],
    ];
    const places = parts.map(([role, name]) => nodes.indexOf(named(nodes, role, name)));
    assert.ok(
      places.every((place) => place >= 0),
      `${places}: ${nodes.map((node) => `${node.role} ${node.name}`).join(" | ")}`,
    );
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
  });

  it("names every control", () => {
    const controls = nodes.filter((node) =>
      /push button|toggle button|entry|check box|radio button|combo box|menu item|link/.test(
        node.role,
      ),
    );
    assert.ok(controls.length > 10, `there are only ${controls.length}`);
    for (const control of controls)
      assert.ok((control.name || texts(control).join("")).trim(), JSON.stringify(control));
  });

  it("reads each text of a row once", async (app) => {
    const rows = await visibleRows(app);
    const cells = nodes.filter((node) => node.role === "table cell");
    for (const { name, why, verdict } of rows.slice(0, 5)) {
      const at = cells.findIndex((cell) => lines(cell).includes(name));
      assert.ok(at > 0, `${name} is not read: ${cells.map((cell) => cell.text).join(" | ")}`);
      const [before, own] = [cells[at - 1], cells[at]];
      assert.deepEqual(lines(before), [verdict]);
      for (const text of [name, why])
        assert.equal(lines(own).filter((line) => line === text).length, 1, own.text);
    }
  });

  it("has a region whose text is read when it changes", async (app) => {
    await app.press("Control+f");
    await app.type("notice");
    await until("what is read out", async () => {
      const all = shown(await accessibilityTree(app), [], () => true);
      const live = all.filter((node) => node.live === "polite" || /^status/.test(node.role));
      const said = live.map((node) => node.text).join(" ");
      if (/(results?|files?) (is|are) listed/.test(said)) return true;
      throw new Error(`${live.length} regions: ${said}`);
    });
  });
});
