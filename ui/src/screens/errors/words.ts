/** The words and the order of what the catalogue says in codes. */
import type { RequestKind } from "../../lib/bindings/types";

export const resourceWord: Record<string, string> = {
  any: "every resource",
  events: "events",
  documents: "documents",
  attestations: "AI attestations",
  traces: "traces",
  audit_organisations: "audit organisations",
};

export const requestKinds: readonly { value: RequestKind; name: string }[] = [
  { value: "document", name: "Document to be anchored" },
  { value: "attestation", name: "AI attestation" },
  { value: "event", name: "Event" },
  { value: "trace", name: "Trace" },
];
