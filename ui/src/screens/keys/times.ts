/** Dates as people write them, in the form that the key ring keeps (RFC 3339). */

const DAY = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/** A day alone stands for its first or its last moment in UTC. Null when it is no time at all. */
export function toInstant(text: string, end: "start" | "end"): string | null {
  const entered = text.trim();
  if (DAY.test(entered)) {
    const real = new Date(`${entered}T00:00:00Z`);
    // The calendar of the platform takes 31 February for a day in March.
    if (Number.isNaN(real.getTime()) || !real.toISOString().startsWith(entered)) return null;
    return `${entered}T${end === "start" ? "00:00:00" : "23:59:59.999"}Z`;
  }
  return INSTANT.test(entered) && !Number.isNaN(Date.parse(entered)) ? entered.toUpperCase() : null;
}

/** For reading: a space for the T, and UTC by its name. */
export function shownInstant(text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\d)T/, "$1 ").replace(/Z$/, " UTC");
}
