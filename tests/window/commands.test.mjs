/**
 * What the page may call, tried from inside the page: the commands of this program, each of which
 * refuses what it cannot use; and nothing else.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inWindow } from "./harness/app.mjs";
import { pinned, rowCount, settled, unchanged } from "./harness/journey.mjs";
import { root } from "./harness/sandbox.mjs";
import { expectedFiles } from "./harness/words.mjs";

const capability = JSON.parse(readFileSync(join(root, "src-tauri/capabilities/main.json"), "utf8"));
const granted = capability.permissions.map((name) =>
  name.replace(/^allow-/, "").replaceAll("-", "_"),
);

const filter = { verdicts: [], kinds: [], text: "" };
const sort = { by: "order", descending: false };
const source = { path: "none", line: null, pointer: null };
const pin = {
  key: "00".repeat(32),
  label: "x",
  domain: null,
  tenant_id: null,
  key_id: null,
  valid_from: null,
  valid_until: null,
  compromised_since: null,
  note: null,
  fingerprint: "00".repeat(32),
  confirmed: "x",
};

const found = { label: "x", key: "00".repeat(32), fingerprint: "00".repeat(32) };
const list = { filter, sort, toggled: [] };
const page = { generation: 1, list, offset: 0, limit: 1 };
const place = { generation: 1, list, source, whole: false };
const settings = { theme: "dark", zoom: 100, contiguous: false, signer: null };
const later = { generation: 999_999 };
const texts = ["engagement", "working_paper", "prepared_by", "prepared_on", "reviewed_by"];
const form = {
  ...Object.fromEntries([...texts, "reviewed_on", "received"].map((name) => [name, ""])),
  exhibits: [],
};
const filed = { form, sign_off: false, certification: false };
const misfiled = { ...filed, form: { ...form, prepared_on: "tomorrow" } };

/** For each command that takes arguments, some that are not of its form. */
const malformed = {
  start: [{}, { channel: 7 }, { channel: "x" }],
  add_recent: [{}, { path: 7 }],
  paste: [{}, { text: 7 }, { text: null }],
  remove_input: [{}, { id: "one" }, { id: -1 }, { id: 1.5 }],
  worst_of: [{}, { generation: 1, inputs: "1" }, { generation: 1, inputs: [-1] }],
  rows: [
    {},
    { ...page, generation: -1 },
    { ...page, list: { ...list, filter: { verdicts: ["good"], kinds: [], text: "" } } },
    { ...page, list: { ...list, sort: { by: "colour", descending: false } } },
    { ...page, list: { ...list, toggled: [-1] } },
    { ...page, offset: -1 },
  ],
  locate: [{}, { ...place, source: "x" }, { ...place, whole: "yes" }],
  choices: [{}, { generation: "x" }],
  file_detail: [{}, { generation: 1 }, { generation: 1, index: -1 }],
  detail: [{}, { generation: 1 }, { generation: 1, index: -1 }, { generation: 1, index: 2 ** 40 }],
  signed_forms: [{}, { generation: 1, index: 0, offset: -1 }],
  sequence: [{}, { generation: 1, index: "0" }],
  find: [{}, { text: 7 }],
  reveal: [{}, { generation: 1, index: "/etc/passwd" }],
  check_filed: [{}, { form: 7 }, { form: { ...form, path: "/etc/passwd" } }],
  exhibit_files: [{}, { text: 7 }],
  export_report: [
    {},
    { format: "pdf" },
    { format: "docx", filed },
    { format: null, filed },
    { format: "pdf", filed: { ...filed, place: "/tmp/x" } },
    { format: "pdf", filed: { ...filed, form: { ...form, exhibits: [{ file: "x" }] } } },
  ],
  pack: [{}, { filed: 7 }, { filed: { ...filed, without: ["/etc/passwd"] } }],
  comparison: [{}, { generation: -1 }],
  read_key: [{}],
  document_key: [{}, { generation: 1, index: "0" }],
  show_keys: [{}, { shown: 1 }],
  embedded_key: [{}, { generation: 1, index: 0, fingerprint: 7 }],
  plan_fetch: [
    {},
    { wanted: 7 },
    { wanted: { type: "file", path: "/etc/passwd" } },
    { wanted: { type: "proof", text: "evt_1", kind: "file" } },
  ],
  pin_key: [{}, { pin: "x" }, { pin: { ...pin, path: "/tmp/x" } }],
  edit_key: [{}, { label: "none", edit: {} }],
  adopt_keys: [{}, { keys: "x", confirmed: "x", path: "x" }],
  remove_key: [{}, { label: 7 }],
  settings: [
    {},
    { settings: { ...settings, theme: "pink" } },
    { settings: { ...settings, zoom: -5 } },
  ],
  reveal_kept: [{}, { kept: "/etc/passwd" }],
  move_kept_aside: [{}, { kept: "/etc/passwd" }],
  explain: [{}, { text: 7 }],
  check_request: [{}, { text: 7, kind: "document" }, { text: "{}", kind: 7 }],
};
/** Some that are of its form, and the code of the fault that they must give. */
const refused = {
  // Only what the program itself remembers is added.
  add_recent: [["stale", { path: "/etc/passwd" }]],
  worst_of: [["stale", { ...later, inputs: [1] }]],
  move_kept_aside: [
    ["nothing", { kept: "key_ring" }],
    ["nothing", { kept: "settings" }],
  ],
  document_key: [["stale", { ...later, index: 0 }]],
  paste: [["nothing", { text: "  " }]],
  rows: [["stale", { ...page, ...later }]],
  locate: [["stale", { ...place, ...later }]],
  choices: [["stale", later]],
  file_detail: [["stale", { ...later, index: 0 }]],
  detail: [["stale", { ...later, index: 0 }]],
  signed_forms: [["stale", { ...later, index: 0, offset: null }]],
  sequence: [["stale", { ...later, index: 0 }]],
  reveal: [["stale", { ...later, index: 0 }]],
  export_report: [["field", { format: "pdf", filed: misfiled }]],
  pack: [["field", { filed: misfiled }]],
  comparison: [["stale", later]],
  read_key: [
    ["key", { text: "" }],
    ["key", { text: "not a key" }],
    ["key", { text: "00".repeat(31) }],
  ],
  embedded_key: [["stale", { ...later, index: 0, fingerprint: "00" }]],
  plan_fetch: [
    // What follows is no option of the other program.
    ["nothing", { wanted: { type: "key", domain: "--base=https://example.com" } }],
    ["nothing", { wanted: { type: "key", domain: "nowhere" } }],
    ["nothing", { wanted: { type: "proof", text: "00".repeat(32), kind: "event" } }],
    ["nothing", { wanted: { type: "proof", text: "--yes", kind: null } }],
  ],
  pin_key: [
    ["key", { pin: { ...pin, key: "00" } }],
    ["key", { pin }],
    ["key", { pin: { ...pin, label: "" } }],
  ],
  edit_key: [["key_ring", { label: "none", edit: pin }]],
  adopt_keys: [
    ["nothing", { keys: [], confirmed: "x", path: "x" }],
    ["key_ring", { keys: [found], confirmed: "x", path: "x" }],
    ["unconfirmed", { keys: [found], confirmed: " ", path: "x" }],
  ],
  remove_key: [["key_ring", { label: "none" }]],
  check_request: [["nothing", { text: "{}", kind: "nothing" }]],
};
/** These take no arguments. */
const plain = [
  "add_files",
  "add_folder",
  "add_samples",
  "clear",
  "restore",
  "load_engagement",
  "save_all_the_same",
  "self_check",
  "pack_on",
  "cancel_pack",
  "compare",
  "compare_no_more",
  "close",
  "close_all_the_same",
  "stay",
  "rerun",
  "cancel",
  "print",
  "keys",
  "read_key_file",
  "evidence_keys",
  "import_keys",
  "export_keys",
  "key_history",
  "delete_history",
  "run_cache",
  "delete_run_cache",
  "choose_fetch_folder",
  "fetch",
  "stop_fetch",
  "licences",
  "error_catalogue",
];

/** Commands of Tauri and its plugins. None is granted. */
const denied = {
  "plugin:fs|read_text_file": { path: "/etc/passwd" },
  "plugin:fs|write_text_file": { path: "/tmp/x", contents: "x" },
  "plugin:shell|execute": { program: "true", args: [] },
  "plugin:shell|open": { path: "https://example.com" },
  "plugin:opener|open_url": { url: "https://example.com" },
  "plugin:opener|open_path": { path: "/etc/passwd" },
  "plugin:opener|reveal_item_in_dir": { paths: ["/etc/passwd"] },
  "plugin:http|fetch": { clientConfig: { url: "https://example.com" } },
  "plugin:dialog|open": { options: {} },
  "plugin:event|listen": { event: "x", target: { kind: "Any" }, handler: 1 },
  "plugin:event|emit": { event: "x", payload: null },
  "plugin:window|close": { label: "main" },
  "plugin:window|create": { options: { label: "two" } },
  "plugin:window|set_title": { label: "main", value: "x" },
  "plugin:webview|create_webview_window": { options: { label: "two", url: "https://example.com" } },
  "plugin:webview|create_webview": {
    windowLabel: "main",
    options: { label: "two", url: "https://example.com" },
  },
  "plugin:webview|internal_toggle_devtools": {},
  "plugin:app|version": {},
  "plugin:app|app_hide": {},
  "plugin:process|exit": { code: 0 },
  "plugin:path|resolve_directory": { directory: 1 },
  "plugin:resources|close": { rid: 1 },
  "plugin:menu|create_default": {},
  "plugin:window-state|save_window_state": { flags: 1 },
  "plugin:single-instance|anything": {},
  no_such_command: {},
  "": {},
};

async function answer(app, command, args) {
  try {
    return { value: await app.invoke(command, args) };
  } catch (error) {
    if (!("value" in error)) throw error;
    return { error: error.value };
  }
}

inWindow(
  { independent: true, prepare: async (sandbox) => [await pinned(sandbox, sandbox.samples())] },
  (it) => {
    it("every granted command is tried here", () => {
      assert.deepEqual(granted.toSorted(), [...Object.keys(malformed), ...plain].toSorted());
    });

    it("nothing is saved into the evidence, packed, or fetched that was not asked for", async (app) => {
      await settled(app);
      for (const command of ["save_all_the_same", "pack_on", "fetch"]) {
        const { error } = await answer(app, command, {});
        assert.equal(error?.code, "nothing");
      }
    });

    for (const [command, all] of Object.entries(malformed)) {
      it(`${command} refuses what it cannot use`, async (app, sandbox) => {
        await settled(app);
        const ring = readFileSync(sandbox.keyring, "utf8");
        await unchanged(app, async () => {
          for (const args of all) {
            const { error, value } = await answer(app, command, args);
            const given = `${command}(${JSON.stringify(args)}): ${JSON.stringify(error ?? value)}`;
            assert.match(String(error), /^invalid (args|channel value) /, given);
          }
          for (const [code, args] of refused[command] ?? []) {
            const { error, value } = await answer(app, command, args);
            const given = `${command}(${JSON.stringify(args)}): ${JSON.stringify(error ?? value)}`;
            assert.equal(error?.code, code, given);
            // In a sentence.
            assert.match(error.message, /^[A-Z0-9“‘"].*[.]$/s, given);
          }
        });
        assert.equal(readFileSync(sandbox.keyring, "utf8"), ring);
        assert.equal(await rowCount(app), expectedFiles().length);
      });
    }

    it("a key is not pinned under a fingerprint that is not its own", async (app, sandbox) => {
      const key = JSON.parse(readFileSync(join(root, "samples/harbourline.key.json"), "utf8"));
      const candidate = await app.invoke("read_key", { text: JSON.stringify(key) });
      const ring = readFileSync(sandbox.keyring, "utf8");
      const bad = { ...pin, key: candidate.key, label: "other", fingerprint: "0".repeat(64) };
      assert.equal((await answer(app, "pin_key", { pin: bad })).error.code, "unconfirmed");
      const silent = {
        ...pin,
        key: candidate.key,
        label: "other",
        fingerprint: candidate.fingerprint,
        confirmed: " ",
      };
      assert.equal((await answer(app, "pin_key", { pin: silent })).error.code, "unconfirmed");
      assert.equal(readFileSync(sandbox.keyring, "utf8"), ring);
    });

    it("keys of a ring are pinned together or not at all, and not without words", async (app, sandbox) => {
      const text = readFileSync(join(root, "samples/harbourline.key.json"), "utf8");
      const { key, fingerprint } = await app.invoke("read_key", { text });
      const ring = readFileSync(sandbox.keyring, "utf8");
      const good = { label: "first", key, fingerprint, confirmed: "says the file" };
      const bad = { ...good, label: "second", fingerprint: "0".repeat(64) };
      const refusal = async (keys, confirmed) =>
        (await answer(app, "adopt_keys", { keys, confirmed, path: "/tmp/ring.json" })).error.code;
      assert.equal(await refusal([good, bad], "by post"), "key_ring");
      assert.equal(await refusal([good, good], "by post"), "key_ring");
      assert.equal(await refusal([good], " "), "unconfirmed");
      assert.equal(readFileSync(sandbox.keyring, "utf8"), ring);
    });

    it("results of an earlier run are stale, and no others are given in their place", async (app) => {
      const args = { generation: 0, index: 0 };
      assert.equal((await answer(app, "detail", args)).error.code, "stale");
    });

    for (const [command, args] of Object.entries(denied)) {
      it(`${command || "a command without a name"} is denied`, async (app) => {
        const { error, value } = await answer(app, command, args);
        assert.ok(error !== undefined, `it was accepted: ${JSON.stringify(value)}`);
        assert.match(String(error), /not allowed|not found/i);
      });
    }

    it("after all this the window works as before", async (app) => {
      await app.see("grid", "Results");
      assert.equal(await rowCount(app), expectedFiles().length);
    });
  },
);
