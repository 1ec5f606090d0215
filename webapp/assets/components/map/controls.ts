/** Buttons on the map: strong contrast, zoom, the whole area, and four arrows for those who cannot drag. */
import { contrastButton } from "./contrast-button";
import { padding, type MapFrame } from "./frame";

const step = 160;

function button(name: string, label: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `map__button map__button--${name}`;
  made.setAttribute("aria-label", label);
  made.title = label;
  made.addEventListener("click", act);
  return made;
}

export function addControls(element: HTMLElement, frame: MapFrame): void {
  const { map, texts, extent, duration } = frame;
  const view = map.getView();
  const zoom = (by: number) => () => view.animate({ zoom: (view.getZoom() ?? 10) + by, duration });
  const move = (right: number, up: number) => () => {
    const [x, y] = view.getCenter() ?? [0, 0];
    const distance = step * (view.getResolution() ?? 1);
    view.animate({ center: [x! + right * distance, y! + up * distance], duration });
  };

  const scale = group("map__scale", texts["controls"] ?? "", [
    button("in", texts["zoomIn"] ?? "+", zoom(1)),
    button("out", texts["zoomOut"] ?? "-", zoom(-1)),
    button("whole", texts["whole"] ?? "", () => view.fit(extent, { duration, padding })),
  ]);
  const arrows = group("map__arrows", texts["controls"] ?? "", [
    button("up", texts["up"] ?? "", move(0, 1)),
    button("left", texts["left"] ?? "", move(-1, 0)),
    button("right", texts["right"] ?? "", move(1, 0)),
    button("down", texts["down"] ?? "", move(0, -1)),
  ]);
  const credit = document.createElement("p");
  credit.className = "map__credit";
  credit.textContent = texts["attribution"] ?? "";
  const touch = document.createElement("p");
  touch.className = "map__touch";
  touch.textContent = texts["twoFingers"] ?? "";
  element.append(contrastButton(frame), scale, arrows, credit, touch);
  sayTwoFingers(element, touch);
}

function group(name: string, label: string, buttons: HTMLButtonElement[]): HTMLElement {
  const made = document.createElement("div");
  made.className = name;
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", label);
  made.append(...buttons);
  return made;
}

// Someone who drags with one finger sees for a moment how the map is moved.
function sayTwoFingers(element: HTMLElement, words: HTMLElement): void {
  let hide = 0;
  element.addEventListener(
    "touchmove",
    (event) => {
      words.dataset["shown"] = String(event.touches.length === 1);
      clearTimeout(hide);
      hide = window.setTimeout(() => (words.dataset["shown"] = "false"), 900);
    },
    { passive: true },
  );
}
