/** Days as they are written in the key ring, "2026-03-02", all of them in UTC. */
const day = /^(\d{4}-\d\d-\d\d)(T|$)/;
const months = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });

const written = (date: Date) => date.toISOString().slice(0, 10);
const date = (text: string) => new Date(`${text}T00:00:00Z`);

/** The day that a text begins with; null when it is none. */
export function dayOf(text: string): string | null {
  const found = day.exec(text.trim())?.[1];
  if (found === undefined) return null;
  const moment = date(found);
  // The calendar of the platform takes 31 February for a day in March.
  return !Number.isNaN(moment.getTime()) && written(moment) === found ? found : null;
}

/** "2026-03". */
export function monthOf(day: string): string {
  return day.slice(0, 7);
}

/** "March 2026". */
export function monthTitle(day: string): string {
  return months.format(date(day));
}

/** So many days or months later. Of a month that has no such day, the last. */
export function moved(from: string, unit: "day" | "month", n: number): string {
  const to = date(from);
  if (unit === "day") to.setUTCDate(to.getUTCDate() + n);
  else {
    const wanted = to.getUTCDate();
    to.setUTCDate(1);
    to.setUTCMonth(to.getUTCMonth() + n + 1, 0);
    to.setUTCDate(Math.min(wanted, to.getUTCDate()));
  }
  return written(to);
}

/** The weeks that the month of a day touches, from Monday on. */
export function weeksOf(of: string): string[][] {
  const first = date(`${monthOf(of)}-01`);
  first.setUTCDate(1 - ((first.getUTCDay() + 6) % 7));
  const weeks: string[][] = [];
  let at = written(first);
  do {
    weeks.push(Array.from({ length: 7 }, (_, n) => moved(at, "day", n)));
    at = moved(at, "day", 7);
  } while (monthOf(at) === monthOf(of));
  return weeks;
}
