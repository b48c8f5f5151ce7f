/** The API's documented errors in the window: looked up, explained, and found in requests. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inWindow } from "./harness/app.mjs";
import { root } from "./harness/sandbox.mjs";
import { openDetail, pinned, settled } from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";

const codes = readFileSync(join(root, "tests/vectors/invoance-errors/codes.tsv"), "utf8");
const SEARCH = "Search by code, status or word";
const article = async (app) => app.text(await app.see("article"));
const explained = (app, words) => until(`“${words}”`, async () => words.test(await article(app)));

async function explain(app, text) {
  await app.fill("Error response", "");
  const field = await app.see("textbox", "Error response");
  await app.evaluate(
    (element, value) => {
      element.value = value;
      element.dispatchEvent(new Event("input", { bubbles: true }));
    },
    field,
    text,
  );
  await app.click("button", "Explain this response");
}

inWindow(
  { prepare: async (sandbox) => [await pinned(sandbox, sandbox.samples("wrong"))] },
  (it) => {
    it("every documented code is listed", async (app) => {
      await settled(app);
      await app.go("Errors");
      const documented = new Set(
        codes
          .trimEnd()
          .split("\n")
          .map((line) => line.split("\t")[1]),
      );
      const listed = await until("the list", async () => {
        const found = await app.evaluate(() =>
          Array.from(document.querySelectorAll("main section li button .code"), (code) =>
            code.textContent.replace(/\s+/g, ""),
          ),
        );
        return found.length > 0 && new Set(found);
      });
      for (const code of documented) assert.ok(listed.has(code), `${code} is missing`);
    });

    for (const [what, text, expected] of [
      ["a code", "invalid_document_hash", "invalid_document_hash"],
      ["a status", "413", "payload_too_large"],
      ["a word", "hexadecimal", "invalid_document_hash"],
    ]) {
      it(`${what} finds it`, async (app) => {
        await app.fill(SEARCH, text);
        await until(expected, async () =>
          (
            await app.evaluate(() =>
              Array.from(document.querySelectorAll("main section li button .code"), (e) =>
                e.textContent.trim(),
              ),
            )
          ).includes(expected),
        );
      });
    }

    it("a code says what it means, who must act, and whether to try again", async (app) => {
      await app.fill(SEARCH, "rate_limited");
      const text = await article(app);
      assert.match(text, /^rate_limited 429/);
      for (const part of [
        "As evidence",
        "For an integrator",
        "Next step",
        "Who must act",
        "Retry",
        "Retry-After",
      ]) {
        assert.ok(text.includes(part), `${part}: ${text}`);
      }
    });

    it("a code that is not documented is said not to be", async (app) => {
      await app.fill(SEARCH, "no_such_code");
      await app.shows("No documented error code matches no_such_code.");
      await app.fill(SEARCH, "");
    });

    it("a stored response is explained as the command line explains it", async (app, sandbox) => {
      const response =
        "HTTP/1.1 429 Too Many Requests\nDate: Mon, 02 Mar 2026 09:00:00 GMT\nRetry-After: 30\nContent-Type: application/json\n\n" +
        '{"error": "rate_limited", "message": "Slow down", "retry_after": 30, "plan_tier": "starter", "limit_per_sec": 5}';
      const file = sandbox.path("response.txt");
      writeFileSync(file, response);
      await app.click("tab", "Explain a response");
      await explain(app, response);
      await explained(app, /rate_limited/);
      const text = await article(app);
      assert.match(text, /2026-03-02T09:00:30Z/);
      assert.match(text, /Slow down/);
      assert.match(text, /plan_tier starter/);
      const { stdout } = await sandbox.cli("explain", file, "--format", "json");
      const { headline, what_happened, retry } = JSON.parse(stdout);
      assert.equal(retry.retry_at, "2026-03-02T09:00:30Z");
      for (const words of [headline, what_happened, retry.words])
        assert.ok(text.includes(words.replace(/\s+/g, " ")), words);
    });

    it("an unknown code is explained by its status, and a broken body says how it is broken", async (app) => {
      await explain(app, 'HTTP/1.1 404 Not Found\n\n{"error": 7}');
      await explained(app, /404/);
      assert.match(await article(app), /Where it differs from the documented format/);
    });

    it("a text that is no response is refused in a sentence", async (app) => {
      await explain(app, "hello");
      await app.shows("It holds one word, which is no documented error code.");
      assert.equal((await app.all("article")).length, 0);
    });

    it("a request names every rule that it breaks, with what it has and the remedy", async (app) => {
      await app.click("tab", "Check a request");
      await app.fill("Request body", '{"document_hash": "ABC", "metadata": []}');
      await app.click("button", "Check this request");
      await app.see("heading", /^Breaks [2-9] of \d+ rules$/);
      const text = await article(app);
      assert.match(text, /invalid_document_hash/);
      assert.match(text, /invalid_metadata/);
      await app.click("button", "invalid_document_hash");
      await explained(app, /^invalid_document_hash 400/);
    });

    it("a verdict's code leads here, and back", async (app) => {
      await app.go("Evidence");
      await openDetail(app, "1-other-version/notice-draft.txt", "File");
      await app.click("button", "proof_not_found");
      await app.see("heading", "Errors");
      await explained(app, /^proof_not_found 404/);
      await app.go("Evidence");
      await app.see("heading", "No record found in this evidence");
    });
  },
);
