/** What went wrong, of anything that a promise was rejected with. */
import type { Fault } from "../bindings/types";

export function asFault(error: unknown): Fault {
  if (error && typeof error === "object" && "code" in error && "message" in error) {
    const { code, message, remedy, kept } = error as Fault;
    const fault = { code, message: String(message), remedy: remedy ?? null };
    return kept === undefined ? fault : { ...fault, kept };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message, remedy: null };
}
