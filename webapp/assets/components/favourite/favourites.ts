/** A list in which favourites are marked; its button `[data-only]` leaves out the others. */
import { fill, textsOf } from "../texts/texts";
import { favourites, onChange } from "./store";

export default function favouritesIn(list: HTMLElement): void {
  const items = [...list.querySelectorAll<HTMLElement>("[data-favourite-of]")];
  const button = list.querySelector<HTMLElement>("[data-only]");
  const texts = textsOf(list);

  const show = (): void => {
    const kept = favourites();
    for (const item of items) item.dataset["favourite"] = String(kept.has(item.dataset["favouriteOf"] ?? ""));
    const n = items.filter((item) => item.dataset["favourite"] === "true").length;
    if (!button) return;
    button.textContent = fill(texts["only"], { n });
    button.hidden = n === 0;
    if (n === 0) only(false);
  };
  const only = (on: boolean): void => {
    list.dataset["onlyFavourites"] = String(on);
    button?.setAttribute("aria-pressed", String(on));
  };
  button?.addEventListener("click", () => only(button.getAttribute("aria-pressed") !== "true"));
  onChange(show);
  show();
}
