/** What reports are filed under, in words. */
import type { EngagementForm, Filed } from "./bindings/types";

/** The fields but the exhibits, in the order and with the names of the printed report. */
export const FIELDS = [
  ["engagement", "Engagement"],
  ["working_paper", "Working paper"],
  ["prepared_by", "Prepared by"],
  ["prepared_on", "Prepared on"],
  ["reviewed_by", "Reviewed by"],
  ["reviewed_on", "Reviewed on"],
  ["received", "How the evidence was received"],
] as const satisfies readonly (readonly [Exclude<keyof EngagementForm, "exhibits">, string])[];

export function blankForm(): EngagementForm {
  return {
    engagement: "",
    working_paper: "",
    prepared_by: "",
    prepared_on: "",
    reviewed_by: "",
    reviewed_on: "",
    received: "",
    exhibits: [],
  };
}

export function blankFiled(): Filed {
  return { form: blankForm(), sign_off: false, certification: false };
}

/** Lines of exhibits in which nothing was written are none. */
export function tidied(form: EngagementForm): EngagementForm {
  const exhibits = form.exhibits.filter(({ file, number }) => file !== "" || number.trim() !== "");
  return { ...form, exhibits };
}

/** Whether something is filled in. */
export function isFiled(form: EngagementForm): boolean {
  return FIELDS.some(([name]) => form[name].trim() !== "") || form.exhibits.length > 0;
}
