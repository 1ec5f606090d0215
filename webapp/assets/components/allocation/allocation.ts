/** The budget of a ballot: what is spent and left of each pot as projects are added and removed. */
import { Voice } from "../map/voice";
import { fill, money, textsOf } from "../texts/texts";

interface Pot {
  id: string;
  name: string;
  total: number;
  bar: HTMLElement;
}

/** So many pots fit beside the list; with more, only those in use are shown. */
const shownAtOnce = 2;

export default function allocation(form: HTMLElement): void {
  const texts = textsOf(form);
  const voice = new Voice(form);
  const choices = [...form.querySelectorAll<HTMLInputElement>("input[data-cost][data-pot]")];
  const pots: Pot[] = [...form.querySelectorAll<HTMLElement>("[data-pot-bar]")].map((bar) => ({
    id: bar.dataset["potBar"] ?? "",
    name: bar.dataset["name"] ?? "",
    total: Number(bar.dataset["total"]),
    bar,
  }));

  const spent = (pot: Pot): number =>
    choices
      .filter((choice) => choice.checked && choice.dataset["pot"] === pot.id)
      .reduce((sum, choice) => sum + Number(choice.dataset["cost"]), 0);

  const show = (pot: Pot): number => {
    const used = spent(pot);
    const left = pot.total - used;
    part(pot.bar, "[data-spent]").textContent = money(used);
    part(pot.bar, "[data-left]").textContent =
      left < 0 ? fill(texts["over"], { amount: money(-left) }) : fill(texts["left"], { amount: money(left) });
    const bar = pot.bar.querySelector("progress");
    if (bar) bar.value = Math.min(used, pot.total);
    bar?.setAttribute("data-over", String(left < 0));
    pot.bar.dataset["over"] = String(left < 0);
    pot.bar.hidden = pots.length > shownAtOnce && used === 0;
    return left;
  };

  form.addEventListener("change", (event) => {
    const choice = event.target as HTMLInputElement;
    const pot = pots.find(({ id }) => id === choice.dataset["pot"]);
    markChosen(choice);
    if (!pot) return;
    const left = show(pot);
    const words = choice.checked ? texts["added"] : texts["removed"];
    const rest = left < 0 ? texts["overOf"] : texts["leftOf"];
    voice.say(`${fill(words, { title: titleOf(choice) })} ${fill(rest, { amount: money(Math.abs(left)), pot: pot.name })}`);
  });
  // Going back in the browser may bring ticks along without any change event.
  window.addEventListener("pageshow", () => pots.forEach(show));
  choices.forEach(markChosen);
  pots.forEach(show);
}

function part(element: HTMLElement, selector: string): Element {
  const found = element.querySelector(selector);
  if (!found) throw new Error(`the bar of a pot lacks ${selector}`);
  return found;
}

function titleOf(choice: HTMLInputElement): string {
  return choice.dataset["title"] ?? "";
}

function markChosen(choice: HTMLInputElement): void {
  const item = choice.closest<HTMLElement>(".ballot-choice");
  if (item) item.dataset["chosen"] = String(choice.checked);
}
