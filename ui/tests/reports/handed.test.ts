import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { navigation } from "../../src/lib/state/navigation.svelte";
import Reports from "../../src/screens/Reports.svelte";
import { mountScreen, resetNavigation } from "../screen";

beforeEach(resetNavigation);

const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>("button", { name });

test("packing says what is in it, where it is, and what to tell the receiver", async () => {
  const { fake } = await mountScreen(Reports);
  expect(screen.getByText(/^One zip archive with the evidence as it was received/)).toBeTruthy();
  fake.chosen.save = "/home/auditor/handed on.zip";
  await fireEvent.click(button(/Pack to hand on/));
  const said = await screen.findByText(/^The SHA-256 of the archive/);
  const notice = said.closest(".notice");
  expect(notice?.textContent).toContain("Packed into /home/auditor/handed on.zip");
  expect(notice?.textContent).toContain("5c26295eaee62cf7");
});

test("how far it is, and the way to stop it", async () => {
  const { fake } = await mountScreen(Reports);
  fake.emit({ type: "packing", packing: { bytes_done: 2048, bytes_total: 4096 } });
  expect(await screen.findByText("Packing: 2.0 KiB of 4.0 KiB")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /Pack to hand on/ })).toBeNull();
  await fireEvent.click(button("Stop packing"));
  expect(fake.told).toContain("cancel packing");
  fake.emit({ type: "packing", packing: { bytes_done: 4096, bytes_total: 4096 } });
  expect(await screen.findByText("Packing: the reports are being written")).toBeTruthy();
  fake.emit({ type: "packing", packing: null });
  expect(await screen.findByRole("button", { name: /Pack to hand on/ })).toBeTruthy();
});

test("a file that could not be read is left out only with a word", async () => {
  const files = ["/home/auditor/samples/locked.pdf"];
  const asks = { type: "unread", files, more: 2 } as const;
  const { fake } = await mountScreen(Reports);
  const packOn = vi.spyOn(fake, "packOn");
  fake.chosen.packAsks = [asks, asks];
  await fireEvent.click(button(/Pack to hand on/));
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getByText("/home/auditor/samples/locked.pdf")).toBeTruthy();
  expect(dialog.textContent).toContain("3 files could not be read");
  expect(dialog.textContent).toContain("And 2 more.");
  await fireEvent.click(button("Do not pack"));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(packOn).not.toHaveBeenCalled();
  await fireEvent.click(button(/Pack to hand on/));
  await screen.findByRole("dialog");
  await fireEvent.click(button("Leave out and pack"));
  expect(await screen.findByText(/^Packed into .*report\.json\.$/)).toBeTruthy();
  expect(packOn).toHaveBeenCalledOnce();
});

test("a private key is left out only with a word", async () => {
  const files = ["/home/auditor/samples/signing.pem"];
  const { fake } = await mountScreen(Reports);
  fake.chosen.packAsks = [{ type: "private_key", files, more: 0 }];
  await fireEvent.click(button(/Pack to hand on/));
  const dialog = await screen.findByRole("dialog", { name: "Leave out the private keys?" });
  expect(dialog.textContent).toContain("1 file contains a private key");
  expect(within(dialog).getByText("/home/auditor/samples/signing.pem")).toBeTruthy();
  await fireEvent.click(button("Leave out and pack"));
  expect(await screen.findByText(/^Packed into .*report\.json\.$/)).toBeTruthy();
});

test("a file that changed meanwhile can be checked again, or left out", async () => {
  const { fake } = await mountScreen(Reports);
  fake.chosen.packAsks = [{ type: "changed", file: "/home/auditor/samples/README.md" }];
  const rerun = vi.spyOn(fake, "rerun");
  await fireEvent.click(button(/Pack to hand on/));
  const dialog = await screen.findByRole("dialog", { name: "A file has changed" });
  expect(dialog.textContent).toContain("/home/auditor/samples/README.md");
  await fireEvent.click(within(dialog).getByRole("button", { name: "Check everything" }));
  expect(rerun).toHaveBeenCalledOnce();
  expect(screen.queryByText(/^Packed into/)).toBeNull();
});

test("what was packed of an earlier check is not passed off as this one's", async () => {
  const { fake } = await mountScreen(Reports);
  await fireEvent.click(button(/Pack to hand on/));
  await screen.findByText(/^The SHA-256 of the archive/);
  expect(screen.queryByText(/about an earlier check/)).toBeNull();
  await fake.rerun();
  expect(await screen.findByText(/about an earlier check/)).toBeTruthy();
});

test("an earlier report: what differs, and whether something is no longer verified", async () => {
  const { app } = await mountScreen(Reports);
  await fireEvent.click(button(/Compare with an earlier report/));
  expect(
    await screen.findByText(
      "1 result that was verified is gone, no longer verified, or about other bytes.",
    ),
  ).toBeTruthy();
  const region = within(screen.getByRole("region", { name: "Compare" }));
  expect(region.getByText("/home/auditor/Documents/q2-report.json")).toBeTruthy();
  expect(region.getByText("Only in this run: --contiguous")).toBeTruthy();
  expect(region.getByRole("heading", { name: "Another verdict: 1" })).toBeTruthy();
  expect(region.getByText(/was verified, now does not match/)).toBeTruthy();
  // What is gone has no row to go to.
  expect(region.getByText("/home/auditor/samples/good/letters.json").closest("button")).toBeNull();
  await fireEvent.click(button("Do not compare"));
  await waitFor(() => expect(region.queryByText(/^1 result that was verified/)).toBeNull());
  expect(app.notices).toEqual([]);
});

test("a change leads to its row", async () => {
  const { evidence } = await mountScreen(Reports);
  await fireEvent.click(button(/Compare with an earlier report/));
  await screen.findByRole("heading", { name: "Other bytes: 1" });
  const to = vi.spyOn(evidence, "goToResultOrFile").mockResolvedValue();
  const region = within(screen.getByRole("region", { name: "Compare" }));
  const [result, file] = region.getAllByRole("button", { name: /samples\// });
  await fireEvent.click(result!);
  expect(navigation.screen).toBe("evidence");
  expect(to.mock.calls[0]?.[1]).toBe(false);
  await fireEvent.click(file!);
  expect(to.mock.calls[1]?.[1]).toBe(true);
});

test("a cancelled check is not compared, and says so", async () => {
  await mountScreen(Reports, { state: "cancelled" });
  await fireEvent.click(button(/Compare with an earlier report/));
  expect(await screen.findByText(/^The run was cancelled, so it cannot be compared/)).toBeTruthy();
});
