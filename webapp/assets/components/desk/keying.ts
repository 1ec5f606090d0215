/** Says the titles of the projects whose numbers one types from a paper, so that a slip is seen before Enter. */
import { fill, textsOf } from "../texts/texts";

export default function keying(element: HTMLElement): void {
  const input = element.querySelector("input");
  const said = element.querySelector<HTMLElement>("[data-said]");
  if (!input || !said) return;
  const texts = textsOf(element);
  const titles = JSON.parse(element.dataset["titles"] ?? "{}") as Record<string, string>;

  const words = (part: string): string => {
    const [number = "", points] = part.split(/[:=]/);
    const title = titles[String(Number(number))];
    if (title === undefined) return fill(texts["unknown"], { n: number });
    return `${number}. ${title}${points ? `: ${points}` : ""}`;
  };
  const show = (): void => {
    const lines = input.value.split(/[\s,;]+/).filter(Boolean).map(words);
    said.replaceChildren(...lines.map((line) => Object.assign(document.createElement("span"), { textContent: line })));
  };
  input.addEventListener("input", show);
  show();
}
