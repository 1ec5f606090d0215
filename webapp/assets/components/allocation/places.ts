/** An order: two projects of a pot at one place are said and shown; the voter decides which one moves. */
import type { Control } from "./control";

/** The other project that has the place of this one, if there is one. */
export function rivalOf(taker: Control, controls: Control[]): Control | undefined {
  const pot = taker.dataset["pot"];
  return controls.find((one) => one !== taker && taker.value && one.value === taker.value && one.dataset["pot"] === pot);
}

/** Marks the places that two projects share. */
export function markRivals(controls: Control[]): void {
  for (const control of controls) {
    if (!(control instanceof HTMLSelectElement)) continue;
    if (rivalOf(control, controls)) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}
