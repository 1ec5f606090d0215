import "./main.scss";

import { mark } from "./components/map/contrast";

/** What a component's file gives: it is called once for each element that names it. */
interface Component {
  default: (element: HTMLElement) => void;
}

// The list is the plug: `data-module="name"` in a page loads the file and nothing else does.
const components: Record<string, () => Promise<Component>> = {
  "areas-map": () => import("./components/areas-map/areas-map"),
  allocation: () => import("./components/allocation/allocation"),
  "auto-submit": () => import("./components/filters/auto-submit"),
  "character-count": () => import("./components/character-count/character-count"),
  "cost-lines": () => import("./components/cost-lines/cost-lines"),
  copy: () => import("./components/copy/copy"),
  draft: () => import("./components/draft/draft"),
  "error-summary": () => import("./components/error-summary/error-summary"),
  favourite: () => import("./components/favourite/favourite"),
  favourites: () => import("./components/favourite/favourites"),
  "own-address": () => import("./components/own-address/own-address"),
  "own-nonce": () => import("./components/own-nonce/own-nonce"),
  forget: () => import("./components/draft/forget"),
  kiosk: () => import("./components/kiosk/kiosk"),
  keying: () => import("./components/desk/keying"),
  map: () => import("./components/map/map"),
  "money-field": () => import("./components/money-field/money-field"),
  "money-total": () => import("./components/money-field/money-total"),
  "place-picker": () => import("./components/place-picker/place-picker"),
  once: () => import("./components/once/once"),
  print: () => import("./components/print/print"),
  "voter-code": () => import("./components/voter-code/voter-code"),
  toggle: () => import("./components/toggle/toggle"),
  unsaved: () => import("./components/unsaved/unsaved"),
};

/** An element may name several modules, parted by spaces. */
function names(element: HTMLElement): string[] {
  return (element.dataset["module"] ?? "").split(/\s+/).filter((name) => name in components);
}

async function start(name: string, element: HTMLElement): Promise<void> {
  const component = await components[name]!();
  component.default(element);
}

document.documentElement.classList.add("has-script");
mark();
for (const element of document.querySelectorAll<HTMLElement>("[data-module]")) {
  for (const name of names(element)) {
    void start(name, element);
  }
}
