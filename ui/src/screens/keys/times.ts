/** Dates as people write them, in the form that the key ring keeps (RFC 3339). */
import { instant, localTime } from "../../lib/format";

const DAY = /^\d{4}-\d\d-\d\d$/;

/** A day alone stands for its first or its last moment in UTC. Null when it is no time at all. */
export function toInstant(text: string, end: "start" | "end"): string | null {
  const entered = text.trim();
  if (DAY.test(entered)) {
    const moment = `${entered}T${end === "start" ? "00:00:00" : "23:59:59.999"}Z`;
    return instant(moment) === null ? null : moment;
  }
  return instant(entered) === null ? null : entered.toUpperCase();
}

/** For reading: a space for the T, UTC by its name, and the same moment by the clock of this machine. */
export function shownInstant(text: string): string {
  const utc = text.replace(/^(\d{4}-\d\d-\d\d)T/, "$1 ").replace(/Z$/, " UTC");
  const local = localTime(text);
  return local === null ? utc : `${utc} (${local} here)`;
}
