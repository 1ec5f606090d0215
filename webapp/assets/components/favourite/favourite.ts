/** A button that makes `data-project` a favourite, or no longer one. It is there only with script. */
import { favourites, onChange, toggle } from "./store";

export default function favourite(button: HTMLElement): void {
  const project = button.dataset["project"] ?? "";
  const show = (): void => button.setAttribute("aria-pressed", String(favourites().has(project)));
  button.addEventListener("click", () => toggle(project));
  onChange(show);
  show();
  button.hidden = false;
}
