/**
 * A toolbar is one stop of the Tab key: arrow keys, Home and End go through it. Used as `{@attach roving}`.
 */
const stops = "button, input";

export function roving(bar: HTMLElement): () => void {
  // What a button of the bar opens has its own stops.
  const all = () =>
    Array.from(bar.querySelectorAll<HTMLElement>(stops)).filter(
      (stop) => !stop.closest("[role=group]") && !stop.hasAttribute("disabled"),
    );
  let current: HTMLElement | null = null;

  function settle() {
    const found = all();
    if (!current || !found.includes(current)) current = found[0] ?? null;
    for (const stop of found) {
      const index = stop === current ? 0 : -1;
      if (stop.tabIndex !== index) stop.tabIndex = index;
    }
  }
  function focused(event: FocusEvent) {
    if (!(event.target instanceof HTMLElement) || !all().includes(event.target)) return;
    current = event.target;
    settle();
  }
  function keydown(event: KeyboardEvent) {
    const found = all();
    const at = found.indexOf(event.target as HTMLElement);
    if (at < 0 || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.shiftKey || !leaves(event)) return;
    const steps: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: found.length - 1,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    found[(to + found.length) % found.length]?.focus();
  }

  settle();
  // Buttons come and go with the evidence.
  const observer = new MutationObserver(settle);
  observer.observe(bar, { childList: true, subtree: true, attributeFilter: ["disabled"] });
  bar.addEventListener("focusin", focused);
  bar.addEventListener("keydown", keydown);
  return () => {
    observer.disconnect();
    bar.removeEventListener("focusin", focused);
    bar.removeEventListener("keydown", keydown);
  };
}

/** In a field the arrows move in its text first. */
function leaves({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLInputElement)) return true;
  if (key === "ArrowLeft") return target.selectionEnd === 0;
  return key === "ArrowRight" && target.selectionStart === target.value.length;
}
