/** What the Errors screen was asked: another screen can be looked at meanwhile. */
import type { Explanation, Fault, RequestKind, RequestReport } from "../bindings/types";
import { asFault } from "./fault";

export type ErrorsTab = "codes" | "explain" | "request" | "reference";

/** A text that was pasted, and what the program said of it. */
export class Asked<Answer> {
  text = $state("");
  answer = $state.raw<Answer | null>(null);
  fault = $state.raw<Fault | null>(null);

  async ask(call: (text: string) => Promise<Answer>): Promise<void> {
    this.fault = this.answer = null;
    try {
      this.answer = await call(this.text);
    } catch (error) {
      this.fault = asFault(error);
    }
  }
}

export class ErrorsState {
  tab = $state<ErrorsTab>("codes");
  /** What codes are searched for, and the key of the entry that is shown. */
  text = $state("");
  selected = $state<string | null>(null);
  readonly response = new Asked<Explanation>();
  readonly request = new Asked<RequestReport>();
  /** What the request is for; "" is what its fields say. */
  kind = $state<RequestKind | "">("");
}
