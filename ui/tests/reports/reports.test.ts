import { fireEvent, screen } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { blankFiled } from "../../src/lib/filed";
import Reports from "../../src/screens/Reports.svelte";
import { mountScreen, resetNavigation } from "../screen";

beforeEach(resetNavigation);

const button = (name: RegExp) => screen.getByRole("button", { name });

test("says what was checked, when, under which keys, and what was not", async () => {
  await mountScreen(Reports);
  expect(screen.getByText("/home/auditor/samples")).toBeTruthy();
  expect(screen.getByText(/2026-11-22 19:08:07\.118 UTC/)).toBeTruthy();
  expect(await screen.findByText("Quayside Clearing, 2025")).toBeTruthy();
  const row = (name: RegExp) => screen.getByRole("row", { name });
  expect(row(/Does not match 8/)).toBeTruthy();
  expect(row(/^Verified 113/)).toBeTruthy();
  expect(screen.getByText(/^Not independent: you/).textContent?.replace(/\s+/g, " ")).toContain(
    "Not independent: you compared with samples/README.md, which lies beside the key.",
  );
  expect(
    screen.getByText("You noted: by telephone with M. Adeyemi, their head of records"),
  ).toBeTruthy();
  expect(screen.getByText(/^Whether the issuer has revoked a key was not checked/)).toBeTruthy();
});

test.each([
  [/Save as PDF/, "pdf"],
  [/Save as HTML/, "html"],
  [/Save as CSV/, "csv"],
  [/Save as JSON/, "json"],
  [/Save as NDJSON/, "ndjson"],
  [/Save as JUnit XML/, "junit"],
] as const)("%s asks the program for that form and says where it is", async (name, format) => {
  const { fake } = await mountScreen(Reports);
  const exportReport = vi.spyOn(fake, "exportReport");
  await fireEvent.click(button(name));
  expect(exportReport).toHaveBeenCalledWith(format, blankFiled());
  expect(
    await screen.findByText("The report was saved to /home/auditor/Documents/report.json."),
  ).toBeTruthy();
});

test("into a folder of the evidence only with a word", async () => {
  const { fake } = await mountScreen(Reports, {}, (fake) => (fake.chosen.inEvidence = true));
  const allTheSame = vi.spyOn(fake, "saveAllTheSame");
  await fireEvent.click(button(/Save as JSON/));
  await screen.findByRole("dialog", { name: "Save into the evidence?" });
  await fireEvent.click(button(/^Do not save$/));
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(allTheSame).not.toHaveBeenCalled();
  await fireEvent.click(button(/Save as JSON/));
  await screen.findByRole("dialog", { name: "Save into the evidence?" });
  await fireEvent.click(button(/^Save it there$/));
  expect(allTheSame).toHaveBeenCalledOnce();
  expect(await screen.findByText(/^The report was saved to/)).toBeTruthy();
});

test("a report that could not be written is told", async () => {
  const { fake, app } = await mountScreen(Reports);
  vi.spyOn(fake, "exportReport").mockRejectedValue({
    code: "file",
    message: "/media/stick/report.json: no space left.",
    remedy: null,
  });
  await fireEvent.click(button(/Save as JSON/));
  await vi.waitFor(() => expect(app.notices).toHaveLength(1));
});

test("the printed page holds every verdict, the worst first, and what was not checked", async () => {
  const { fake } = await mountScreen(Reports);
  const print = vi.spyOn(fake, "print").mockResolvedValue();
  await fireEvent.click(button(/Print/));
  await vi.waitFor(() => expect(print).toHaveBeenCalledOnce());
  const sheet = document.querySelector<HTMLElement>(".print-sheet");
  if (!sheet) throw new Error("there is a sheet");
  const rows = sheet.querySelectorAll(".table tbody tr");
  // Those of the files, and of what in the mail is not verified.
  expect(sheet.querySelectorAll(".table tbody .inside")).toHaveLength(2);
  expect(rows).toHaveLength(42 + 2);
  expect(sheet.querySelector(".inside")?.textContent).toContain("balances.csv, in quarter-end.zip");
  expect(rows[0]?.textContent).toContain("Does not match");
  expect(sheet.textContent).toContain("Whether the issuer has revoked a key was not checked");
});

test("of very many results, a part is printed and the page says so", async () => {
  const { fake } = await mountScreen(Reports, { state: "many" });
  const print = vi.spyOn(fake, "print").mockResolvedValue();
  await fireEvent.click(button(/Print/));
  await vi.waitFor(() => expect(print).toHaveBeenCalledOnce(), { timeout: 20_000 });
  const sheet = document.querySelector(".print-sheet");
  expect(sheet?.textContent).toMatch(/The first 1,000 of 2,000,000 files/);
}, 30_000);

test("a cancelled run is a part, and says so", async () => {
  await mountScreen(Reports, { state: "cancelled" });
  expect(
    screen.getByText(
      /^Cancelled. These results are incomplete; do not rely on them. Every report says so.$/,
    ),
  ).toBeTruthy();
});

test("without evidence there is nothing to report", async () => {
  await mountScreen(Reports, { state: "empty" });
  expect(screen.getByText("Nothing has been checked yet")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /Save/ })).toBeNull();
});

test("during a run there is none yet", async () => {
  await mountScreen(Reports, { state: "running" });
  expect(screen.getByText("The evidence is being checked")).toBeTruthy();
});

test("names the keys of the run, not those that the ring holds by now", async () => {
  const { fake, app } = await mountScreen(Reports);
  fake.ring.pins = [];
  app.keysVersion += 1;
  expect(await screen.findByText("Quayside Clearing, 2025")).toBeTruthy();
  expect(screen.queryByText(/None: without a pinned key nothing can be verified/)).toBeNull();
  expect(screen.getByText(/the sample key that comes with Proofdesk/)).toBeTruthy();
});

test("a report that was saved while another run began is not passed off as its", async () => {
  const { fake, app } = await mountScreen(Reports);
  vi.spyOn(fake, "exportReport").mockImplementation(async () => {
    await fake.rerun();
    return { type: "done", path: "/home/auditor/Documents/report.json" };
  });
  await fireEvent.click(button(/Save as JSON/));
  await vi.waitFor(() => expect(app.notices).toHaveLength(1));
  expect(app.notices[0]?.message).toMatch(/is about the run before/);
  expect(screen.queryByText("/home/auditor/Documents/report.json")).toBeNull();
});
