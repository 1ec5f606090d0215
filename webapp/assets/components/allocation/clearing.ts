/** One button that clears the ballot, and puts back what it cleared until one chooses anew. */
import { type Control, valueOf } from "./control";

export class Clearing {
  private kept: string[] | null = null;

  constructor(
    private readonly button: HTMLButtonElement,
    private readonly controls: Control[],
    private readonly texts: Record<string, string>,
    private readonly changed: (words: string) => void,
  ) {
    button.addEventListener("click", () => (this.kept ? this.putBack(this.kept) : this.clear()));
  }

  /** After any choice of the voter's own: what was cleared before is no longer offered. */
  chosen(): void {
    this.kept = null;
    this.show();
  }

  show(): void {
    this.button.textContent = this.texts[this.kept ? "putBack" : "clear"] ?? "";
    this.button.disabled = !this.kept && !this.controls.some((control) => valueOf(control) > 0);
  }

  private clear(): void {
    this.kept = this.controls.map(state);
    for (const control of this.controls) setState(control, "");
    this.changed(this.texts["cleared"] ?? "");
  }

  private putBack(kept: string[]): void {
    this.controls.forEach((control, at) => setState(control, kept[at] ?? ""));
    this.kept = null;
    this.changed(this.texts["restored"] ?? "");
  }
}

function isTick(control: Control): control is HTMLInputElement {
  return control instanceof HTMLInputElement && control.type !== "number";
}

function state(control: Control): string {
  return isTick(control) ? (control.checked ? control.value : "") : control.value;
}

function setState(control: Control, value: string): void {
  if (isTick(control)) control.checked = value !== "";
  else control.value = value;
}
