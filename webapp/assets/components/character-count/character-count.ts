import { fill, figure, textsOf } from "../texts/texts";

/** Says below a text field how many characters are left; aloud only once writing pauses. */
export default function characterCount(element: HTMLElement): void {
  const control = element.querySelector<HTMLTextAreaElement | HTMLInputElement>("textarea, input");
  const shown = element.querySelector<HTMLElement>("[data-count]");
  const limit = Number(element.dataset["limit"]);
  if (!control || !shown || !limit) return;

  const texts = textsOf(element);
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("aria-live", "polite");
  shown.after(spoken);
  shown.setAttribute("aria-hidden", "true");

  let pause = 0;
  const show = (): void => {
    const left = limit - [...control.value].length;
    const text = left < 0 ? fill(texts["over"], { n: figure(-left) }) : fill(texts["left"], { n: figure(left) });
    shown.textContent = text;
    shown.dataset["over"] = String(left < 0);
    clearTimeout(pause);
    pause = window.setTimeout(() => (spoken.textContent = text), 1000);
  };
  control.addEventListener("input", show);
  show();
}
