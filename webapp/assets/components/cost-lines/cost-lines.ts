/** The lines of an estimate: added, removed and moved on the spot, their sums shown and said as one types. */
import moneyField from "../money-field/money-field";
import { Voice } from "../map/voice";
import { fill, money, textsOf } from "../texts/texts";
import { read, reckon, together, type Sums } from "./reckoning";

const nothing: Sums = { net: 0n, vat: 0n, total: 0n, upkeep: 0n };

export default function costLines(form: HTMLElement): void {
  const list = form.querySelector<HTMLElement>("[data-lines]");
  if (!list) return;
  const texts = textsOf(form);
  const voice = new Voice(form);
  const lines = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[data-line]")];

  const reckonAll = (): string => {
    const sums = together(lines().map((line) => showLine(line)));
    for (const key of ["net", "vat", "total", "upkeep"] as const) {
      const place = form.querySelector(`[data-sum="${key}"]`);
      if (place) place.textContent = money(Number(sums[key]));
    }
    return fill(texts["sums"], { total: money(Number(sums.total)), upkeep: money(Number(sums.upkeep)) });
  };

  const showLine = (line: HTMLElement): Sums => {
    const sums = sumsOf(line);
    const place = line.querySelector("[data-line-total]");
    if (place) place.textContent = sums ? money(Number(sums.total)) : "–";
    return sums ?? nothing;
  };

  const rearranged = (words: string): void => {
    lines().forEach((line, at) => renumber(line, at, lines().length, fill(texts["line"], { n: at + 1 })));
    voice.say(`${words} ${reckonAll()}`);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const add = (): void => {
    const last = lines().at(-1);
    if (!last) return;
    const fresh = emptied(last.cloneNode(true) as HTMLElement);
    last.after(fresh);
    fresh.querySelectorAll<HTMLElement>("[data-module='money-field']").forEach(moneyField);
    rearranged(fill(texts["added"], { n: lines().length }));
    field(fresh, "what")?.focus();
  };

  const remove = (line: HTMLElement): void => {
    const at = lines().indexOf(line);
    if (lines().length === 1) emptied(line);
    else line.remove();
    rearranged(fill(texts["removed"], { n: lines().length }));
    const next = lines()[Math.min(at, lines().length - 1)];
    if (next) field(next, "what")?.focus();
  };

  const move = (line: HTMLElement, button: HTMLElement, up: boolean): void => {
    const other = up ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    if (up) other.before(line);
    else other.after(line);
    rearranged(fill(texts["moved"], { n: lines().indexOf(line) + 1 }));
    (button.hidden ? field(line, "what") : button)?.focus();
  };

  form.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-add], [data-remove], [data-up], [data-down]");
    if (!button) return;
    event.preventDefault();
    const line = button.closest<HTMLElement>("[data-line]");
    if (!line) add();
    else if ("remove" in button.dataset) remove(line);
    else move(line, button, "up" in button.dataset);
  });
  list.addEventListener("input", () => voice.say(reckonAll()));
  window.addEventListener("pageshow", reckonAll);
  reckonAll();
}

function field(line: HTMLElement, name: string): HTMLInputElement | null {
  return line.querySelector<HTMLInputElement>(`[data-${name}]`);
}

/** The sums of a line, null while something in it is missing or cannot be read. */
function sumsOf(line: HTMLElement): Sums | null {
  const text = (name: string): string => field(line, name)?.value.trim() ?? "";
  const quantity = read(text("quantity"), 3);
  const price = read(text("price"), 2);
  const vat = read(text("vat") || "0", 1);
  const upkeep = read(text("upkeep") || "0", 2);
  if (quantity === null || price === null || vat === null || upkeep === null) return null;
  return reckon(quantity, price, vat, upkeep);
}

/** A line for something new: one of it, the VAT of the line before, and nothing of its mistakes. */
function emptied(line: HTMLElement): HTMLElement {
  for (const input of line.querySelectorAll<HTMLInputElement>("input")) {
    if ("quantity" in input.dataset) input.value = "1";
    else if (!("vat" in input.dataset)) input.value = "";
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
  line.querySelectorAll(".field-error").forEach((error) => error.remove());
  line.querySelectorAll(".field--error").forEach((part) => part.classList.remove("field--error"));
  return line;
}

/** Names, ties and words of a line say its place again. */
function renumber(line: HTMLElement, at: number, count: number, name: string): void {
  for (const element of line.querySelectorAll<HTMLElement>("[id], [name], [for], [aria-describedby]")) {
    for (const attribute of ["id", "name", "for", "aria-describedby"]) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.replace(/\blines-\d+-/g, `lines-${at}-`));
    }
  }
  const title = line.querySelector("[data-line-name]");
  if (title) title.textContent = name;
  line.querySelectorAll("[data-of]").forEach((words) => (words.textContent = `: ${name}`));
  for (const deed of ["up", "down", "remove"]) {
    line.querySelector(`[data-${deed}]`)?.setAttribute("value", `${deed}-${at}`);
  }
  line.querySelector<HTMLElement>("[data-up]")!.hidden = at === 0;
  line.querySelector<HTMLElement>("[data-down]")!.hidden = at === count - 1;
}
