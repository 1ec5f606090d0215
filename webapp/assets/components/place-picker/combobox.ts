/** A search field with suggestions, as the ARIA combobox pattern has it: arrows choose, Enter takes, Escape closes. */
import { fill } from "../texts/texts";

export interface Place {
  name: string;
  kind?: string;
  lon: number;
  lat: number;
}

const pause = 200;

export function combobox(
  input: HTMLInputElement,
  address: string,
  texts: Record<string, string>,
  take: (place: Place) => void,
  told: (places: Place[]) => void,
): void {
  const list = document.createElement("ul");
  list.id = `${input.id}-list`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", texts["suggestions"] ?? "");
  list.hidden = true;
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  input.after(list, status);
  input.parentElement?.classList.add("has-suggestions");
  for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }

  let places: Place[] = [];
  let current = -1;
  let wait = 0;
  let asked = 0;

  const close = (): void => {
    list.hidden = true;
    current = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (index: number): void => {
    const place = places[index];
    if (!place) return;
    input.value = place.name;
    close();
    take(place);
  };
  const mark = (index: number): void => {
    const options = [...list.children];
    current = (index + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === current)));
    input.setAttribute("aria-activedescendant", options[current]!.id);
    options[current]!.scrollIntoView({ block: "nearest" });
  };
  const show = (found: Place[]): void => {
    places = found.slice(0, 8);
    list.replaceChildren(...places.map((place, at) => option(list.id, place, at, choose)));
    list.hidden = places.length === 0;
    input.setAttribute("aria-expanded", String(places.length > 0));
    status.textContent = places.length ? fill(texts["found"], { n: places.length }) : (texts["notFound"] ?? "");
    told(places);
  };
  const ask = async (): Promise<void> => {
    const words = input.value.trim();
    const mine = ++asked;
    if (words.length < 2) {
      close();
      return told([]);
    }
    try {
      const answer = await fetch(address + encodeURIComponent(words), { headers: { Accept: "application/json" } });
      const found = (await answer.json()) as Place[];
      if (mine === asked) show(found);
    } catch {
      close();
      told([]);
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(wait);
    wait = window.setTimeout(() => void ask(), pause);
  });
  input.addEventListener("blur", () => window.setTimeout(close, 150));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (list.hidden) return;
    else if (event.key === "ArrowDown") mark(current + 1);
    else if (event.key === "ArrowUp") mark(current < 0 ? places.length - 1 : current - 1);
    else if (event.key === "Enter") choose(Math.max(current, 0));
    else return;
    event.preventDefault();
  });
}

function option(list: string, place: Place, at: number, choose: (index: number) => void): HTMLElement {
  const made = document.createElement("li");
  made.id = `${list}-${at}`;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  made.textContent = place.name;
  if (place.kind) {
    const kind = document.createElement("span");
    kind.textContent = place.kind;
    made.append(kind);
  }
  made.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    choose(at);
  });
  return made;
}
