/** Buttons that give one point less or more; without script the field itself does. */
import { fill } from "../texts/texts";
import { titleOf, valueOf } from "./control";

export function addSteppers(field: HTMLInputElement, texts: Record<string, string>): void {
  const step = (mark: string, words: string | undefined, by: number): HTMLButtonElement => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "points__step";
    button.textContent = mark;
    button.setAttribute("aria-label", fill(words, { title: titleOf(field) }));
    button.addEventListener("click", () => {
      const most = field.max ? Number(field.max) : Infinity;
      field.value = String(Math.min(most, Math.max(0, valueOf(field) + by)));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return button;
  };
  field.before(step("−", texts["less"], -1));
  field.after(step("+", texts["more"], 1));
}
