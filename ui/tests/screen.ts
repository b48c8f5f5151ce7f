// Mounts one screen over the stand-in, as App would.
import { render } from "@testing-library/svelte";
import type { Component } from "svelte";
import { fakeBackend, type Fake, type FakeOptions } from "../src/lib/backend.fake";
import { AppState, appKey } from "../src/lib/state/app.svelte";
import { navigation } from "../src/lib/state/navigation.svelte";

export async function mountScreen(
  screen: Component,
  options: FakeOptions = {},
  prepare?: (fake: Fake) => void,
) {
  const fake = fakeBackend(options);
  prepare?.(fake);
  const app = new AppState(fake);
  await app.start();
  const view = render(screen, { context: new Map([[appKey, app]]) });
  return { fake, app, view };
}

/** The window as it opens: nothing asked for. */
export function resetNavigation(): void {
  navigation.screen = "evidence";
  navigation.params = {};
}
