/** A component over the stand-in, with the window's state in its context. */
import { render } from "@testing-library/svelte";
import { tick, type Component } from "svelte";
import { fakeBackend, type Fake, type FakeOptions } from "../../src/lib/backend.fake";
import { AppState, appKey } from "../../src/lib/state/app.svelte";
import { EvidenceView, evidenceKey } from "../../src/lib/state/evidence.svelte";

export interface Scene {
  fake: Fake;
  app: AppState;
  view: EvidenceView;
}

/** The state after the program's first answer, with its results listed. */
export async function scene(options: FakeOptions = {}): Promise<Scene> {
  const fake = fakeBackend(options);
  const app = new AppState(fake);
  const view = new EvidenceView(app);
  await app.start();
  view.follow();
  await settle();
  return { fake, app, view };
}

/** Lets promises and effects run that are under way. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 6; i += 1) {
    await Promise.resolve();
    await tick();
  }
}

export function show<Props extends Record<string, unknown>>(
  { app, view }: Scene,
  component: Component<Props>,
  props: Props = {} as Props,
) {
  const context = new Map<symbol, unknown>([
    [appKey, app],
    [evidenceKey, view],
  ]);
  // The library's types know components of one kind of props only.
  return render(component as Component, { props, context });
}
