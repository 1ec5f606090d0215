/** The button on each map that draws it in strong contrast, and what is said of it. */
import { choose, isStrong, onContrast } from "./contrast";
import type { MapFrame } from "./frame";

export function contrastButton({ voice, texts }: MapFrame): HTMLButtonElement {
  const button = document.createElement("button");
  const show = (): void => button.setAttribute("aria-pressed", String(isStrong()));
  button.type = "button";
  button.className = "map__contrast";
  button.textContent = texts["strong"] ?? "";
  button.addEventListener("click", () => {
    choose(!isStrong());
    voice.say(texts[isStrong() ? "strongOn" : "strongOff"] ?? "");
  });
  onContrast(show);
  show();
  return button;
}
