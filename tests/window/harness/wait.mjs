/** Waiting for something to become true: asked again and again, never a fixed pause. */
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Gives back what `ask` gives as soon as that is truthy. After `timeout` milliseconds it fails,
 * and says what it waited for and what it saw last.
 */
export async function until(what, ask, { timeout = 10_000, every = 30 } = {}) {
  const end = Date.now() + timeout;
  let seen;
  for (;;) {
    try {
      seen = await ask();
      if (seen) return seen;
    } catch (error) {
      if (error.fatal) throw error;
      seen = error;
    }
    if (Date.now() > end) break;
    await pause(every);
  }
  const last = seen instanceof Error ? seen.message : JSON.stringify(seen);
  throw new Error(`Waited ${timeout / 1000} s for ${what}. Last seen: ${last}`);
}
