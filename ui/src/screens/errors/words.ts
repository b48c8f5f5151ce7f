/** The words and the order of what the catalogue says in codes. */
import type { Party, RequestKind, Retry } from "../../lib/bindings/types";

export const partyWord: Record<Party, string> = {
  you: "Whoever sent the request",
  issuer: "The issuer: the organisation that the account and the records belong to",
  invoance: "Invoance: the service itself failed",
};

export const retryWord: Record<Retry, string> = {
  never: "Do not send the same request again.",
  after_retry_after: "Send it again after the seconds in the header Retry-After.",
  exponential_backoff: "Send it again with waits that grow each time.",
};

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
