// Mounts one screen over the stand-in, as App would, with the dialogs and notices of the window.
import { render } from "@testing-library/svelte";
import type { Component } from "svelte";
import { fakeBackend, type Fake, type FakeOptions } from "../src/lib/backend.fake";
import Notices from "../src/lib/components/Notices.svelte";
import SaveDialog from "../src/lib/components/SaveDialog.svelte";
import { AppState, appKey } from "../src/lib/state/app.svelte";
import { EvidenceView, evidenceKey } from "../src/lib/state/evidence.svelte";
import { navigation } from "../src/lib/state/navigation.svelte";
import FetchDialog from "../src/screens/fetch/FetchDialog.svelte";
import PinDialogs from "../src/screens/keys/PinDialogs.svelte";

export async function mountScreen(
  screen: Component,
  options: FakeOptions = {},
  prepare?: (fake: Fake) => void,
) {
  const fake = fakeBackend(options);
  prepare?.(fake);
  const app = new AppState(fake);
  await app.start();
  const evidence = new EvidenceView(app);
  const context = new Map<symbol, unknown>([
    [appKey, app],
    [evidenceKey, evidence],
  ]);
  const view = render(screen, { context });
  const parts: Component[] = [PinDialogs, FetchDialog, Notices, SaveDialog];
  for (const part of parts) render(part, { context });
  return { fake, app, evidence, view };
}

/** The window as it opens: nothing asked for. */
export function resetNavigation(): void {
  navigation.screen = "evidence";
  navigation.params = {};
}
