/** A ballot being filled in: what is spent, chosen and given of each pot, shown and said as one goes. */
import { Voice } from "../map/voice";
import { fill, textsOf } from "../texts/texts";
import { Clearing } from "./clearing";
import { type Control, markChosen, titleOf, valueOf } from "./control";
import { addSteppers } from "./points";
import { Tally } from "./tally";
import { markRivals, rivalOf } from "./places";

export default function allocation(form: HTMLElement): void {
  const texts = textsOf(form);
  const voice = new Voice(form);
  const controls = [...form.querySelectorAll<Control>("[data-cost][data-pot]")];
  const bars = [...form.querySelectorAll<HTMLElement>("[data-pot-bar]")];
  const tallies = bars.map((bar) => new Tally(bar, controls, texts, bars.length));
  const show = (): void => {
    controls.forEach(markChosen);
    markRivals(controls);
    tallies.forEach((tally) => tally.show());
    clearing?.show();
  };
  const button = form.querySelector<HTMLButtonElement>("[data-clear]");
  const clearing = button && new Clearing(button, controls, texts, (words) => {
    show();
    voice.say([words, ...tallies.map((tally) => tally.words())].join(" "));
    form.dispatchEvent(new Event("change"));
  });

  form.addEventListener("change", (event) => {
    const control = event.target as Control;
    if (!controls.includes(control)) return;
    clearing?.chosen();
    show();
    const rival = control instanceof HTMLSelectElement ? rivalOf(control, controls) : undefined;
    const clash = rival ? [fill(texts["same"], { title: titleOf(rival) })] : [];
    const used = tallies.filter((tally) => tally.has(control)).map((tally) => tally.words());
    voice.say([wordsOf(control, texts), ...clash, ...used].join(" "));
  });
  // A number that is typed counts at once; it is said when one leaves the field.
  form.addEventListener("input", (event) => {
    if (!controls.includes(event.target as Control)) return;
    clearing?.chosen();
    show();
  });
  form.addEventListener("filled-in", show);
  // Going back in the browser may bring ticks along without any change event.
  window.addEventListener("pageshow", show);
  for (const control of controls) {
    if (control instanceof HTMLInputElement && control.type === "number") addSteppers(control, texts);
  }
  show();
}

function wordsOf(control: Control, texts: Record<string, string>): string {
  const title = titleOf(control);
  const n = valueOf(control);
  if (control instanceof HTMLSelectElement) return fill(n ? texts["placed"] : texts["unplaced"], { title, n });
  if (control.type === "number") return fill(texts["gave"], { title, n });
  return fill(n ? texts["added"] : texts["removed"], { title });
}
