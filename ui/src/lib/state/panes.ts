/** F6: the keyboard goes from one part of the window to the next. */
const panes = "[data-pane]";
const stops =
  "button:not(:disabled):not([tabindex='-1']), input, select, textarea, a[href], [tabindex='0']";

export function nextPane(step: 1 | -1): void {
  const all = Array.from(document.querySelectorAll<HTMLElement>(panes)).filter(isShown);
  const here = all.findIndex((pane) => pane.contains(document.activeElement));
  const from = here < 0 ? (step > 0 ? -1 : 0) : here;
  for (let n = 1; n <= all.length; n += 1) {
    const pane = all[(from + step * n + all.length * n) % all.length];
    if (!pane) continue;
    // A pane may name where the keyboard goes in it.
    const wanted = pane.dataset["pane"];
    const named = wanted ? pane.querySelector<HTMLElement>(wanted) : null;
    const stop = named ?? Array.from(pane.querySelectorAll<HTMLElement>(stops)).find(isShown);
    if (!stop) continue;
    // After a click nothing else tells the engine that the keyboard is in use.
    stop.focus({ focusVisible: true });
    return;
  }
}

function isShown(element: HTMLElement): boolean {
  return element.getClientRects().length > 0;
}
