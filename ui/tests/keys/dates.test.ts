import { fireEvent, screen } from "@testing-library/svelte";
import { beforeEach, describe, expect, test } from "vitest";
import { dayOf, moved, weeksOf } from "../../src/lib/calendar";
import { localTime } from "../../src/lib/format";
import Keys from "../../src/screens/Keys.svelte";
import { mountScreen, resetNavigation } from "../screen";

beforeEach(resetNavigation);

describe("days", () => {
  test("are read from a day or a time, and only from days that there are", () => {
    expect(dayOf(" 2026-03-02 ")).toBe("2026-03-02");
    expect(dayOf("2026-03-02T09:30:00Z")).toBe("2026-03-02");
    for (const text of ["", "2026-02-31", "2 March", "2026-3-2", "2026-03-02x"])
      expect(dayOf(text), text).toBeNull();
  });

  test("move by days and by months, to the last of a shorter one", () => {
    expect(moved("2026-02-28", "day", 1)).toBe("2026-03-01");
    expect(moved("2026-01-31", "month", 1)).toBe("2026-02-28");
    expect(moved("2024-03-31", "month", -1)).toBe("2024-02-29");
    expect(moved("2026-12-15", "month", 1)).toBe("2027-01-15");
  });

  test("stand in weeks from Monday on", () => {
    const weeks = weeksOf("2026-03-02");
    expect(weeks[0]?.[0]).toBe("2026-02-23");
    expect(weeks.at(-1)?.at(-1)).toBe("2026-04-05");
    expect(weeks.every((week) => week.length === 7)).toBe(true);
  });
});

test("a time is said by the clock of this machine where that differs", () => {
  const offset = -new Date("2026-03-02T09:30:00Z").getTimezoneOffset();
  const local = localTime("2026-03-02T09:30:00Z");
  if (offset === 0) expect(local).toBeNull();
  else expect(local).toMatch(/^2026-03-0[123] \d\d:\d\d:00 [+\u2212]\d\d:\d\d$/);
  expect(localTime("not a time")).toBeNull();
});

describe("the dates of a pin", () => {
  async function editing() {
    await mountScreen(Keys);
    await fireEvent.click(await screen.findByRole("button", { name: /Quayside Clearing/ }));
    await fireEvent.click(screen.getByRole("button", { name: "Edit…" }));
    return screen.getByLabelText<HTMLInputElement>("Valid until");
  }

  test("have their form said before anything is wrong", async () => {
    const field = await editing();
    const hint = document.getElementById(field.getAttribute("aria-describedby") ?? "");
    expect(hint?.textContent).toContain("For example 2026-03-02, or 2026-03-02T09:30:00Z.");
    expect(field.getAttribute("aria-invalid")).toBeNull();
  });

  test("are chosen in a calendar, with the keyboard too", async () => {
    const field = await editing();
    await fireEvent.input(field, { target: { value: "2026-01-31" } });
    const button = screen.getByRole("button", { name: "Choose a day: Valid until" });
    await fireEvent.click(button);
    const day = () => document.activeElement?.getAttribute("aria-label");
    await expect.poll(day).toBe("2026-01-31");
    await fireEvent.keyDown(document.activeElement!, { key: "PageDown" });
    await expect.poll(day).toBe("2026-02-28");
    await fireEvent.keyDown(document.activeElement!, { key: "ArrowRight" });
    await expect.poll(day).toBe("2026-03-01");
    await fireEvent.click(document.activeElement!);
    expect(field.value).toBe("2026-03-01");
    expect(document.activeElement).toBe(button);
    await fireEvent.click(button);
    await fireEvent.keyDown(document.activeElement!, { key: "Escape" });
    expect(screen.queryByRole("group", { name: /^Days/ })).toBeNull();
    expect(screen.getByRole("dialog", { name: "Edit a key" })).toBeTruthy();
  });
});
