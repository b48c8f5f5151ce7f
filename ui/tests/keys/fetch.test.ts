import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, test } from "vitest";
import type { Fetched } from "../../src/lib/bindings/types";
import { SAMPLE_KEY, fault } from "../../src/lib/fake/ring";
import Lookup from "../../src/screens/evidence/Lookup.svelte";
import FetchDialog from "../../src/screens/fetch/FetchDialog.svelte";
import Keys from "../../src/screens/Keys.svelte";
import { scene, show, settle } from "../components/harness";
import { mountScreen, resetNavigation } from "../screen";

const HOST = "api.invoance.com";
const LINK = "https://www.invoance.com/proof/event/evt_1";

beforeEach(resetNavigation);

const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>("button", { name });
const flat = (element: Element | null) => element?.textContent?.replace(/\s+/g, " ") ?? "";

/** Opens the dialog for a key, as far as what would be sent. */
async function askForKey(state: "nokeys" | "samples" = "nokeys", domain = "harbourline.example") {
  const mounted = await mountScreen(Keys, { state });
  await fireEvent.click((await screen.findAllByRole("button", { name: /Add a key/ }))[0]!);
  await fireEvent.input(screen.getByLabelText("Or an issuer’s domain"), {
    target: { value: ` ${domain} ` },
  });
  await fireEvent.click(button("Fetch this key…"));
  const dialog = await screen.findByRole("dialog", { name: "Fetch a public key" });
  await within(dialog).findByRole("button", { name: `Send to ${HOST}` });
  return { ...mounted, dialog };
}

describe("before anything is sent", () => {
  test("it is shown what goes to whom, and where the answer is put", async () => {
    const { dialog, fake } = await askForKey();
    const words = flat(dialog);
    expect(words).toContain(`This leaves this machine, and goes to ${HOST}`);
    expect(words).toContain("the domain harbourline.example");
    expect(words).toContain(`GET https://${HOST}/keys/harbourline.example`);
    expect(words).toContain("No file, no hash and no key is sent.");
    expect(words).toContain("/home/auditor/.local/share/proofdesk/fetched");
    await fireEvent.click(within(dialog).getByRole("button", { name: "Choose another folder…" }));
    await waitFor(() => expect(flat(dialog)).toContain("/home/auditor/engagement/fetched"));
    expect(fake.fetches.shown).toEqual({ type: "key", domain: "harbourline.example" });
  });

  test("the proxy and the host of a link are named", async () => {
    const stage = await scene();
    const plan = stage.fake.fetches.plan({ type: "proof", text: LINK, kind: null });
    stage.fake.planFetch = async () => ({
      ...plan,
      through: "proxy.example:3128",
      link_leads_to: "www.invoance.com",
    });
    show(stage, FetchDialog);
    stage.app.fetchProof({ text: LINK, names_kind: true });
    expect(flat((await screen.findByText(/goes through the proxy/)).parentElement)).toContain(
      "proxy.example:3128",
    );
    expect(screen.getByText(/that host is not asked/)).toBeTruthy();
  });

  test("what is pressed without a look sends nothing: Cancel has the keyboard", async () => {
    const stage = await scene();
    show(stage, FetchDialog);
    stage.app.fetchProof({ text: LINK, names_kind: true });
    await screen.findByRole("button", { name: `Send to ${HOST}` });
    await waitFor(() => expect(document.activeElement).toBe(button("Cancel")));
  });

  test("no is no", async () => {
    const { fake, dialog } = await askForKey();
    await fireEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByText(/goes to/)).toBeNull());
    expect(fake.fetches.stopped).toBe(1);
    expect(fake.ring.pins).toHaveLength(0);
  });

  test("without a folder, one is chosen first", async () => {
    const stage = await scene();
    stage.fake.fetches.folder = null;
    show(stage, FetchDialog);
    stage.app.fetchProof({ text: LINK, names_kind: true });
    const send = await screen.findByRole<HTMLButtonElement>("button", { name: `Send to ${HOST}` });
    expect(send.disabled).toBe(true);
    await fireEvent.click(button("Choose another folder…"));
    await waitFor(() => expect(send.disabled).toBe(false));
  });

  test("what cannot be sent is said", async () => {
    const stage = await scene();
    stage.fake.fetches.refuses = fault("nothing", "Nothing was sent: x: this is no domain.");
    show(stage, FetchDialog);
    stage.app.fetchKey("x", () => {});
    expect((await screen.findByRole("alert")).textContent).toContain("this is no domain");
    expect(screen.queryByRole("button", { name: /^Send/ })).toBeNull();
  });
});

describe("a key that came", () => {
  test("is compared like any other, and not pinned by itself", async () => {
    const { fake, dialog } = await askForKey();
    await fireEvent.click(within(dialog).getByRole("button", { name: `Send to ${HOST}` }));
    await screen.findByText("Fingerprint");
    expect(screen.getByRole("dialog").querySelector(".digits")?.textContent).toContain(
      SAMPLE_KEY.fingerprint,
    );
    expect(button("Continue").disabled).toBe(true);
    expect(fake.ring.pins).toHaveLength(0);
  });

  test("for a domain with another pinned key is said to be another one", async () => {
    const { fake, dialog } = await askForKey("samples", "quayside.example");
    await fireEvent.click(within(dialog).getByRole("button", { name: `Send to ${HOST}` }));
    const alert = await screen.findByRole("alert");
    expect(flat(alert)).toContain("You pinned another key for quayside.example");
    expect(alert.textContent).toContain(fake.ring.pins[1]!.fingerprint);
    expect(flat(alert)).toContain("do not pin this one");
  });
});

describe("a record that is not there", () => {
  test("can be asked for by its link", async () => {
    const stage = await scene();
    const found = await stage.fake.find(LINK);
    show(stage, Lookup, { found });
    show(stage, FetchDialog);
    await fireEvent.click(button("Fetch the public proof…"));
    const before = stage.app.evidence.inputs.length;
    await fireEvent.click(await screen.findByRole("button", { name: `Send to ${HOST}` }));
    await waitFor(() => expect(stage.app.evidence.inputs).toHaveLength(before + 1));
    expect(stage.app.fetching).toBeNull();
  });

  test("of a bare id, the kind is asked first", async () => {
    const stage = await scene();
    show(stage, FetchDialog);
    stage.app.fetchProof({ text: "evt_1", names_kind: false });
    const kind = await screen.findByLabelText<HTMLSelectElement>("What is it the id of?");
    expect(button("Continue").disabled).toBe(true);
    expect(stage.fake.fetches.shown).toBeNull();
    await fireEvent.change(kind, { target: { value: "trace" } });
    await fireEvent.click(button("Continue"));
    await screen.findByRole("button", { name: `Send to ${HOST}` });
    expect(stage.fake.fetches.shown).toEqual({ type: "proof", text: "evt_1", kind: "trace" });
  });

  test("a hash is never offered to be sent", async () => {
    const stage = await scene();
    show(stage, Lookup, { found: await stage.fake.find("0".repeat(64)) });
    expect(screen.queryByRole("button", { name: "Fetch the public proof…" })).toBeNull();
  });

  test("without evidence, a link opens the question at once", async () => {
    const stage = await scene({ state: "empty" });
    show(stage, FetchDialog);
    await stage.view.paste(LINK);
    expect(await screen.findByRole("dialog", { name: "Fetch a public proof" })).toBeTruthy();
  });

  test("without the program, the button says so", async () => {
    const stage = await scene({ about: { fetches: false } });
    show(stage, Lookup, { found: await stage.fake.find(LINK) });
    expect(button("Fetch the public proof…").disabled).toBe(true);
    expect(screen.getByText(/proofdesk-fetch, which is not installed/)).toBeTruthy();
  });
});

describe("while it is asked", () => {
  async function sending() {
    const stage = await scene();
    let give: (came: Fetched) => void = () => {};
    stage.fake.fetches.next = new Promise<Fetched>((done) => (give = done));
    show(stage, FetchDialog);
    stage.app.fetchProof({ text: LINK, names_kind: true });
    await fireEvent.click(await screen.findByRole("button", { name: `Send to ${HOST}` }));
    return { ...stage, give: (came: Fetched) => give(came) };
  }

  test("a wait is counted down, and read out once", async () => {
    const { fake } = await sending();
    expect(await screen.findByText(/Asking/)).toBeTruthy();
    for (const seconds of [12, 11]) {
      const step = { type: "waiting" as const, seconds, code: "rate_limited", attempt: 2 };
      fake.emit({ type: "fetching", step });
      expect(await screen.findByText(`In ${seconds} seconds`)).toBeTruthy();
    }
    const status = screen.getByRole("status");
    expect(status.textContent).toContain("rate_limited");
    expect(status.textContent).not.toContain("11");
    expect(screen.getByRole("progressbar")).toBeTruthy();
  });

  test("it can be stopped, and tried again", async () => {
    const { fake, give } = await sending();
    await fireEvent.click(button("Stop"));
    expect(fake.fetches.stopped).toBe(1);
    give({ type: "stopped" });
    expect(await screen.findByText(/Nothing was added to the evidence/)).toBeTruthy();
    await fireEvent.click(button("Try again…"));
    expect(await screen.findByRole("button", { name: `Send to ${HOST}` })).toBeTruthy();
  });

  test("an answer that is none is told with the next step", async () => {
    const { give } = await sending();
    const kept = "/x/answer.json";
    give({ type: "not", words: "This record is not public.", next_step: "Ask the issuer.", kept });
    const alert = await screen.findByRole("alert");
    expect(flat(alert)).toContain("Not fetched. This record is not public.");
    expect(flat(alert)).toContain("Next step: Ask the issuer.");
    expect(flat(alert)).toContain(kept);
  });

  test("what comes after the dialog was closed is not shown", async () => {
    const { app, give, fake } = await sending();
    app.fetching = null;
    await settle();
    give({ type: "not", words: "Too late.", next_step: null, kept: null });
    await settle();
    expect(screen.queryByText(/Too late/)).toBeNull();
    expect(fake.ring.pins.length).toBeGreaterThan(0);
  });
});
