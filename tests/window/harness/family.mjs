/** The processes that a program consists of. */
import { readFileSync, readdirSync } from "node:fs";

/** The process and all that it started. */
export function family(pid) {
  const parents = new Map();
  for (const id of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      parents.set(
        Number(id),
        Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${id}/stat`, "utf8"))[1]),
      );
    } catch {
      // Gone meanwhile.
    }
  }
  const all = [pid];
  for (const one of all) for (const [id, parent] of parents) if (parent === one) all.push(id);
  return all;
}
