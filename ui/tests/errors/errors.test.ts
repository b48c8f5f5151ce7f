import { fireEvent, screen, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { isDocumented } from "../../src/lib/errors";
import { CATALOGUE } from "../../src/lib/fake/errors";
import { navigation } from "../../src/lib/state/navigation.svelte";
import Errors from "../../src/screens/Errors.svelte";
import { search } from "../../src/screens/errors/search";
import { mountScreen, resetNavigation } from "../screen";

beforeEach(resetNavigation);

const codes = (text: string) =>
  search(CATALOGUE, text).flatMap((group) => group.entries.map((entry) => entry.code));
const write = (name: RegExp, value: string) =>
  fireEvent.input(screen.getByLabelText(name), { target: { value } });
const tab = (name: string) => fireEvent.click(screen.getByRole("tab", { name }));

async function mountErrors() {
  const mounted = await mountScreen(Errors);
  await screen.findByRole("tab", { name: "Codes" });
  return mounted;
}

describe("the search", () => {
  test("finds by code, by status, by the status's name and by words", () => {
    expect(codes("rate_limited")).toContain("rate_limited");
    expect(codes("413")).toEqual(["payload_too_large"]);
    expect(codes("payment required")).toContain("payment_required");
    expect(codes("lowercase hexadecimal")).toContain("invalid_document_hash");
    expect(codes("x-api-key 401")).toContain("missing_api_key");
    expect(codes("no such words")).toEqual([]);
  });

  test("keeps the page's groups and their order", () => {
    const names = search(CATALOGUE, "").map((group) => group.category.name);
    expect(names).toEqual(CATALOGUE.categories.map((category) => category.name));
    expect(codes("")).toHaveLength(CATALOGUE.entries.length);
  });

  test("is said in numbers, and what is not there is said", async () => {
    await mountErrors();
    await write(/Search by code/, "404");
    expect(
      await screen.findByText(/^5 error codes of the API \(not errors in your evidence\)$/),
    ).toBeTruthy();
    await write(/Search by code/, "teapot");
    expect(await screen.findByText(/^0 error codes of the API/)).toBeTruthy();
    expect(screen.getByText(/No documented error code matches/).textContent).toContain("teapot");
  });
});

describe("an entry", () => {
  test("has both readers, whose move it is, the retry, its fields and headers", async () => {
    navigation.params = { code: "rate_limited" };
    await mountErrors();
    const heading = await screen.findByRole("heading", { name: "rate_limited" });
    const entry = heading.closest("article") as HTMLElement;
    const said = entry.textContent ?? "";
    for (const words of ["As evidence", "For an integrator", "Who must act", "Retry-After"]) {
      expect(said).toContain(words);
    }
    for (const name of ["retry_after", "plan_tier", "limit_per_sec", "upgrade_url"]) {
      expect(within(entry).getByText(name)).toBeTruthy();
    }
  });

  test("with two meanings leads to the other", async () => {
    navigation.params = { code: "metadata_too_large" };
    await mountErrors();
    const first = await screen.findByText(/400 Bad Request, for documents/);
    expect(first).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: "Show it" }));
    expect(await screen.findByText(/400 Bad Request, for traces/)).toBeTruthy();
    expect(screen.getAllByText(/16 KB/).length).toBeGreaterThan(0);
  });

  test("that is not in the catalogue is searched for", async () => {
    navigation.params = { code: "key_not_pinned" };
    await mountErrors();
    expect(await screen.findByText(/No documented error code matches/)).toBeTruthy();
  });

  test("from the vendor's change logs says so", async () => {
    navigation.params = { code: "org_archived" };
    await mountErrors();
    expect(
      await screen.findByText(/the change logs of Invoance's SDKs; not on the Errors page/),
    ).toBeTruthy();
  });

  test("is a documented code, and only such", async () => {
    await mountErrors();
    expect(isDocumented("document_not_found")).toBe(true);
    expect(isDocumented("key_not_pinned")).toBe(false);
  });
});

describe("a response", () => {
  test("saved with curl -i says when to retry, and shows its message inert", async () => {
    await mountErrors();
    await tab("Explain a response");
    await write(
      /Error response/,
      "HTTP/1.1 429 Too Many Requests\nDate: Mon, 02 Mar 2026 10:00:00 GMT\nRetry-After: 2\n\n" +
        '{"error":"rate_limited","message":"<b>wait</b>\u202e","retry_after":2}',
    );
    await fireEvent.click(screen.getByRole("button", { name: "Explain this response" }));
    expect(await screen.findByText(/no earlier than 2026-03-02T10:00:02Z/)).toBeTruthy();
    expect(screen.getByText("U+202E")).toBeTruthy();
    expect(document.querySelector("article b")).toBeNull();
    expect(screen.getByText(/plan_tier/).textContent).toBeTruthy();
  });

  test("leads to its code, and is still there afterwards", async () => {
    await mountErrors();
    await tab("Explain a response");
    await write(/Error response/, '{"error":"trace_sealed","message":"no"}');
    await fireEvent.click(screen.getByRole("button", { name: "Explain this response" }));
    const article = (await screen.findByText("In the catalogue")).closest("article") as HTMLElement;
    await fireEvent.click(within(article).getByRole("button", { name: "trace_sealed" }));
    expect(await screen.findByRole("heading", { name: "trace_sealed" })).toBeTruthy();
    await tab("Explain a response");
    expect(screen.getByLabelText<HTMLTextAreaElement>(/Error response/).value).toContain("sealed");
  });

  test("that is none is told at the field", async () => {
    await mountErrors();
    await tab("Explain a response");
    await write(/Error response/, "two words");
    await fireEvent.click(screen.getByRole("button", { name: "Explain this response" }));
    expect(await screen.findByText(/This is not an error response/)).toBeTruthy();
    expect(screen.getByLabelText(/Error response/).getAttribute("aria-invalid")).toBe("true");
  });
});

describe("a request body", () => {
  test("is listed with every rule: broken, not judged, kept", async () => {
    await mountErrors();
    await tab("Check a request");
    await write(/Request body/, '{"document_hash":"ABC","metadata":{}}');
    await fireEvent.click(screen.getByRole("button", { name: "Check this request" }));
    expect(await screen.findByRole("heading", { name: /^Breaks 1 of 1 rule$/ })).toBeTruthy();
    expect(screen.getByRole("button", { name: "invalid_document_hash" })).toBeTruthy();
    expect(screen.getByRole("heading", { name: /limit is not published/ })).toBeTruthy();
  });

  test("is checked as what the user says it is", async () => {
    const { fake } = await mountErrors();
    const checkRequest = vi.spyOn(fake, "checkRequest");
    await tab("Check a request");
    await write(/Request body/, "{}");
    await fireEvent.click(screen.getByRole("button", { name: "Check this request" }));
    expect(await screen.findByText(/Name what it is for/)).toBeTruthy();
    await fireEvent.change(screen.getByLabelText("What it is for"), { target: { value: "trace" } });
    await fireEvent.click(screen.getByRole("button", { name: "Check this request" }));
    expect(await screen.findByRole("button", { name: "invalid_label" })).toBeTruthy();
    expect(checkRequest).toHaveBeenLastCalledWith("{}", "trace");
  });
});

test("the arrow keys go through the tabs", async () => {
  await mountErrors();
  const first = screen.getByRole("tab", { name: "Codes" });
  await fireEvent.keyDown(first, { key: "ArrowLeft" });
  const last = screen.getByRole("tab", { name: "Statuses and headers" });
  expect(last.getAttribute("aria-selected")).toBe("true");
  expect(document.activeElement).toBe(last);
  expect(screen.getByText("404 Not Found")).toBeTruthy();
});

test("what is printed is what was searched for", async () => {
  const { fake } = await mountErrors();
  const print = vi.spyOn(fake, "print").mockResolvedValue();
  await write(/Search by code/, "429");
  await fireEvent.click(screen.getByRole("button", { name: /Print/ }));
  await vi.waitFor(() => expect(print).toHaveBeenCalledOnce());
  const sheet = document.querySelector(".print-sheet") as HTMLElement;
  expect(sheet.parentElement).toBe(document.body);
  expect([...sheet.querySelectorAll("article h2")].map((h) => h.textContent)).toEqual([
    "rate_limited",
    "quota_exceeded",
  ]);
});
