/** The members of a pin while they are being written: all text, none of them missing. */
import type { KeyCandidate, RingPin } from "../../lib/bindings/types";
import { toInstant } from "./times";

export interface Draft {
  label: string;
  domain: string;
  tenant_id: string;
  key_id: string;
  valid_from: string;
  valid_until: string;
  compromised_since: string;
  note: string;
}

export type DraftErrors = Partial<Record<keyof Draft, string>>;

const LABEL_LIMIT = 100;
const NO_TIME = "Write a day, such as 2026-03-02, or a time, such as 2026-03-02T09:30:00Z.";

/** What the key's own text says of it. The label is a proposal. */
export function draftOf(candidate: KeyCandidate): Draft {
  const domain = candidate.domain ?? "";
  return { ...blank(), label: domain, domain, key_id: candidate.key_id ?? "" };
}

export function draftOfPin(pin: RingPin): Draft {
  return {
    label: pin.label,
    domain: pin.domain ?? "",
    tenant_id: pin.tenant_id ?? "",
    key_id: pin.key_id ?? "",
    valid_from: pin.valid_from ?? "",
    valid_until: pin.valid_until ?? "",
    compromised_since: pin.compromised_since ?? "",
    note: pin.note ?? "",
  };
}

export function blank(): Draft {
  return {
    label: "",
    domain: "",
    tenant_id: "",
    key_id: "",
    valid_from: "",
    valid_until: "",
    compromised_since: "",
    note: "",
  };
}

/** What can be said before the program is asked, which has the last word. */
export function errorsOf(draft: Draft, taken: readonly string[], reviewer = false): DraftErrors {
  const errors: DraftErrors = {};
  const label = draft.label.trim();
  if (label === "") errors.label = "Give the key a label.";
  else if ([...label].length > LABEL_LIMIT) errors.label = "A label has at most 100 characters.";
  else if (/\p{Cc}/u.test(label)) errors.label = "A label has no control characters.";
  else if (taken.includes(label)) errors.label = "Another pinned key has this label.";
  // What was written before it was said to be a reviewer's is not asked for, nor kept.
  if (reviewer) return errors;
  const from = instant(draft.valid_from, "start");
  const until = instant(draft.valid_until, "end");
  if (from === undefined) errors.valid_from = NO_TIME;
  if (until === undefined) errors.valid_until = NO_TIME;
  if (from && until && Date.parse(from) > Date.parse(until)) {
    errors.valid_until = "This is before “valid from”.";
  }
  if (instant(draft.compromised_since, "start") === undefined) errors.compromised_since = NO_TIME;
  return errors;
}

/** What the user confirmed: the fingerprint, and how. */
export interface Confirmation {
  fingerprint: string;
  confirmed: string;
}

/** A pin with what was written. A reviewer's has neither domain, tenant nor dates. */
export function toPin(
  of: Pick<RingPin, "key" | "fingerprint" | "reviewer">,
  draft: Draft,
): RingPin {
  const text = (value: string) => value.trim() || null;
  const said = { label: draft.label.trim(), key_id: text(draft.key_id), note: text(draft.note) };
  if (of.reviewer) return { ...of, ...said };
  return {
    ...of,
    ...said,
    domain: text(draft.domain),
    tenant_id: text(draft.tenant_id),
    valid_from: instant(draft.valid_from, "start") ?? null,
    valid_until: instant(draft.valid_until, "end") ?? null,
    compromised_since: instant(draft.compromised_since, "start") ?? null,
  };
}

/** Null when nothing was written, undefined when it is no time. */
function instant(text: string, end: "start" | "end"): string | null | undefined {
  return text.trim() === "" ? null : (toInstant(text, end) ?? undefined);
}
