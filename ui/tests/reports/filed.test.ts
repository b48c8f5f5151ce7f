import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { blankForm } from "../../src/lib/filed";
import { navigate } from "../../src/lib/state/navigation.svelte";
import Reports from "../../src/screens/Reports.svelte";
import { mountScreen, resetNavigation } from "../screen";

beforeEach(resetNavigation);

const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>("button", { name });
const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const write = async (name: string, value: string) => {
  await fireEvent.input(field(name), { target: { value } });
  await fireEvent.blur(field(name));
};
const section = (name: string) => within(screen.getByRole("region", { name }));

async function opened(prepare?: Parameters<typeof mountScreen>[2]) {
  const mounted = await mountScreen(Reports, {}, prepare);
  await fireEvent.click(button(/^Fill in…$/));
  await screen.findByRole("dialog", { name: "Filed under" });
  return mounted;
}
const gone = () => waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

test("what is filled in stands on the screen and goes into every report", async () => {
  const { fake } = await opened();
  const exportReport = vi.spyOn(fake, "exportReport");
  await write("Engagement", "Harbourline 2026");
  await write("Prepared on", "2026-03-31");
  await fireEvent.click(button(/Add an exhibit/));
  await write("File 1", "README.md");
  await write("Number 1", "EX-1");
  await fireEvent.click(button(/^Done$/));
  await gone();
  expect(section("Filed under").getByText("Harbourline 2026")).toBeTruthy();
  expect(section("Filed under").getByText(/^Your words\. Proofdesk checks none/)).toBeTruthy();
  await fireEvent.click(screen.getByRole("checkbox", { name: "A sign-off page" }));
  await fireEvent.click(button(/Save as PDF/));
  const [format, filed] = exportReport.mock.calls[0] ?? [];
  expect(format).toBe("pdf");
  expect(filed).toMatchObject({ sign_off: true, certification: false });
  expect(filed?.form).toMatchObject({ engagement: "Harbourline 2026", prepared_on: "2026-03-31" });
  expect(filed?.form.exhibits).toEqual([{ file: "README.md", number: "EX-1" }]);
});

test("what the program refuses is said at its field, and nothing is taken", async () => {
  const { app } = await opened();
  await write("Prepared on", "31.3.2026");
  await waitFor(() => expect(field("Prepared on").getAttribute("aria-invalid")).toBe("true"));
  const described = field("Prepared on").getAttribute("aria-describedby") ?? "";
  const words = described.split(" ").map((id) => document.getElementById(id)?.textContent);
  expect(words.join(" ")).toContain("This is not a date; write year, month and day");
  await fireEvent.click(button(/Add an exhibit/));
  await write("File 1", "README.md");
  await fireEvent.click(button(/^Done$/));
  expect(await screen.findByText("This file has no number.")).toBeTruthy();
  expect(screen.getByRole("dialog")).toBeTruthy();
  expect(app.filed.form.exhibits).toEqual([]);
  expect(app.filed.form.prepared_on).toBe("");
});

test("a file of the evidence is chosen by a part of its name, with the keyboard", async () => {
  await opened();
  await fireEvent.click(button(/Add an exhibit/));
  await fireEvent.input(field("File 1"), { target: { value: "board-minutes-2026-02.rec" } });
  const option = await screen.findByRole("option");
  expect(option.textContent).toContain("documents/board-minutes-2026-02.record.json");
  await fireEvent.keyDown(field("File 1"), { key: "ArrowDown" });
  expect(field("File 1").getAttribute("aria-activedescendant")).toBe(option.id);
  await fireEvent.keyDown(field("File 1"), { key: "Enter" });
  expect(field("File 1").value).toMatch(/documents\/board-minutes-2026-02\.record\.json$/);
  expect(screen.queryByRole("option")).toBeNull();
});

test("an exhibit that is no file of the check is said to be none, and can be kept", async () => {
  const { app } = await opened();
  await fireEvent.click(button(/Add an exhibit/));
  await write("File 1", "not/there.pdf");
  await write("Number 1", "EX-9");
  expect(await screen.findByText("This is not among the files of the last run.")).toBeTruthy();
  await fireEvent.click(button(/^Done$/));
  await gone();
  expect(app.filed.form.exhibits).toEqual([{ file: "not/there.pdf", number: "EX-9" }]);
});

test("a file fills the form; one with a mistake is refused with its line", async () => {
  const { fake } = await opened();
  fake.chosen.engagement = { ...blankForm(), engagement: "From the file" };
  await fireEvent.click(button(/Fill in from a file/));
  await waitFor(() => expect(field("Engagement").value).toBe("From the file"));
  fake.chosen.engagement = {
    code: "field",
    message: "/home/auditor/filed.toml, line 3: this is not a date.",
    remedy: "Nothing was taken from the file.",
  };
  await fireEvent.click(button(/Fill in from a file/));
  expect((await screen.findByRole("alert")).textContent).toContain("line 3: this is not a date.");
  expect(field("Engagement").value).toBe("From the file");
});

test("who prepared the last report is offered, and not taken unasked", async () => {
  const { app } = await opened();
  expect(field("Prepared by").value).toBe("");
  await fireEvent.click(button(/^As last time: M\. Okafor$/));
  expect(field("Prepared by").value).toBe("M. Okafor");
  await fireEvent.click(button(/^Cancel$/));
  await gone();
  expect(app.filed.form.prepared_by).toBe("");
  // Nobody is offered who is not to be remembered.
  await app.set({ remember: false });
  await fireEvent.click(button(/^Fill in…$/));
  await screen.findByRole("dialog", { name: "Filed under" });
  expect(screen.queryByRole("button", { name: /As last time/ })).toBeNull();
});

test("the printed report has it too, and the menu leads to the form", async () => {
  const { fake, app } = await mountScreen(Reports);
  const exhibits = [{ file: "README.md", number: "EX-1" }];
  app.filed = { ...app.filed, form: { ...app.filed.form, working_paper: "WP 7.3", exhibits } };
  const print = vi.spyOn(fake, "print").mockResolvedValue();
  await fireEvent.click(button(/Print/));
  await waitFor(() => expect(print).toHaveBeenCalledOnce());
  const sheet = document.querySelector(".print-sheet");
  expect(sheet?.textContent).toContain("WP 7.3");
  expect(sheet?.textContent?.replace(/\s+/g, " ")).toContain("EX-1: README.md");
  navigate("reports", { filed: true });
  await screen.findByRole("dialog", { name: "Filed under" });
  expect(field("Working paper").value).toBe("WP 7.3");
});
