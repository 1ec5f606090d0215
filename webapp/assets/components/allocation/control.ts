/** The control of one project: a tick, a button, points or a place. */
export type Control = HTMLInputElement | HTMLSelectElement;

/** 1 for a tick, the points or the place; 0 when not chosen. */
export function valueOf(control: Control): number {
  if (control instanceof HTMLInputElement && control.type !== "number") return control.checked ? 1 : 0;
  return Math.max(0, Math.floor(Number(control.value) || 0));
}

export function titleOf(control: Control): string {
  return control.dataset["title"] ?? "";
}

export function markChosen(control: Control): void {
  const item = control.closest<HTMLElement>(".ballot-choice");
  if (item) item.dataset["chosen"] = String(valueOf(control) > 0);
}
