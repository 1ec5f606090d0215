/** What is used of one pot, or of the whole ballot: money, number of projects, points. */
import { fill, money } from "../texts/texts";
import { type Control, valueOf } from "./control";

/** So many pots fit beside the list; with more, only those in use are shown. */
const shownAtOnce = 2;

export class Tally {
  private readonly name: string;
  private readonly total: number | null;
  private readonly most: number | null;
  private readonly points: number | null;
  private readonly controls: Control[];

  constructor(
    private readonly bar: HTMLElement,
    controls: Control[],
    private readonly texts: Record<string, string>,
    private readonly bars: number,
  ) {
    const id = bar.dataset["potBar"];
    this.name = bar.dataset["name"] ?? "";
    this.total = limit(bar, "total");
    this.most = limit(bar, "most");
    this.points = limit(bar, "points");
    this.controls = controls.filter((control) => id === "all" || control.dataset["pot"] === id);
  }

  has(control: Control): boolean {
    return this.controls.includes(control);
  }

  show(): void {
    const { bar, total, most, points } = this;
    const { spent, chosen, given } = this.used();
    if (total !== null) {
      write(bar, "[data-spent]", money(spent));
      write(bar, "[data-left]", this.moneyWords(total - spent, "left", "over"));
      const progress = bar.querySelector("progress");
      if (progress) progress.value = Math.min(spent, total);
      progress?.setAttribute("data-over", String(spent > total));
    }
    if (points !== null) write(bar, "[data-given]", fill(this.texts["points"], { n: given, most: points }));
    if (most !== null) write(bar, "[data-chosen-count]", fill(this.texts["chosen"], { n: chosen, most }));
    const isOver = isAbove(spent, total) || isAbove(chosen, most) || isAbove(given, points);
    bar.dataset["over"] = String(isOver);
    bar.hidden = this.bars > shownAtOnce && chosen === 0;
  }

  /** The same as words to be said. */
  words(): string {
    const { spent, chosen, given } = this.used();
    const said: string[] = [];
    if (this.points !== null) said.push(`${fill(this.texts["points"], { n: given, most: this.points })}.`);
    if (this.most !== null) said.push(`${fill(this.texts["chosen"], { n: chosen, most: this.most })}.`);
    if (this.total !== null) said.push(this.moneyWords(this.total - spent, "leftOf", "overOf"));
    return said.join(" ");
  }

  private moneyWords(left: number, some: string, over: string): string {
    return fill(left < 0 ? this.texts[over] : this.texts[some], { amount: money(Math.abs(left)), pot: this.name });
  }

  private used(): { spent: number; chosen: number; given: number } {
    const used = { spent: 0, chosen: 0, given: 0 };
    for (const control of this.controls) {
      const value = valueOf(control);
      if (value === 0) continue;
      used.spent += Number(control.dataset["cost"]);
      used.chosen += 1;
      used.given += value;
    }
    return used;
  }
}

function limit(bar: HTMLElement, name: string): number | null {
  const text = bar.dataset[name];
  return text ? Number(text) : null;
}

function isAbove(used: number, most: number | null): boolean {
  return most !== null && used > most;
}

function write(bar: HTMLElement, selector: string, words: string): void {
  const part = bar.querySelector(selector);
  if (part) part.textContent = words;
}
