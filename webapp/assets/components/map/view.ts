/** A map with the city's backdrop, buttons, keyboard and a live region: what every map of Nasta is built on. */
import "ol/ol.css";
import OlMap from "ol/Map";
import View from "ol/View";
import { boundingExtent, buffer, getWidth, type Extent } from "ol/extent";
import { defaults as defaultInteractions } from "ol/interaction/defaults";
import DragPan from "ol/interaction/DragPan";
import MouseWheelZoom from "ol/interaction/MouseWheelZoom";
import { platformModifierKeyOnly } from "ol/events/condition";
import { fromLonLat } from "ol/proj";

import { textsOf } from "../texts/texts";
import { backdropLayer } from "./backdrop";
import { addControls } from "./controls";
import { padding, type MapFrame } from "./frame";
import { Voice } from "./voice";

export const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");

/** Builds the map inside the element, in the place of its 'loading' line. */
export function createMap(element: HTMLElement): MapFrame {
  const texts = textsOf(element);
  const extent = extentOf(element.dataset["extent"] ?? "19,59,32,71");
  const target = document.createElement("div");
  target.className = "map__canvas";
  target.tabIndex = 0;
  target.setAttribute("role", "region");
  target.setAttribute("aria-label", element.dataset["label"] ?? "");
  element.prepend(target);

  const map = new OlMap({
    target,
    controls: [],
    interactions: interactions(target),
    layers: [backdropLayer(element)],
    view: new View({
      extent: buffer(extent, getWidth(extent) / 3),
      showFullExtent: true,
      constrainRotation: true,
      enableRotation: false,
      maxZoom: 19,
      smoothExtentConstraint: false,
    }),
  });
  const duration = stillness.matches ? 0 : 250;
  map.getView().fit(opensOn(element) ?? extent, { padding, maxZoom: 16 });
  const frame = { map, target, voice: new Voice(element), texts, extent, duration };
  addControls(element, frame);
  describe(element, target, texts["instructions"] ?? "");
  void addConfiguredBackground(element, frame);
  element.querySelectorAll(".map__waiting").forEach((waiting) => waiting.remove());
  return frame;
}

// One place alone, a box without width, is shown with its neighbourhood: the zoom has a bound.
function opensOn(element: HTMLElement): Extent | null {
  const text = element.dataset["opens"];
  return text ? extentOf(text) : null;
}

function extentOf(text: string): Extent {
  const [west, south, east, north] = text.split(",").map(Number);
  return boundingExtent([fromLonLat([west!, south!]), fromLonLat([east!, north!])]);
}

// One finger scrolls the page and two move the map; the wheel zooms only a map in use. Nobody is trapped.
function interactions(target: HTMLElement) {
  const set = defaultInteractions({
    dragPan: false,
    mouseWheelZoom: false,
    altShiftDragRotate: false,
    pinchRotate: false,
  });
  const drag: DragPan = new DragPan({
    condition: (event) => (event.originalEvent as PointerEvent).pointerType !== "touch" || drag.getPointerCount() === 2,
  });
  set.push(drag);
  set.push(
    new MouseWheelZoom({
      condition: (event) => platformModifierKeyOnly(event) || target.contains(document.activeElement),
    }),
  );
  return set;
}

function describe(element: HTMLElement, target: HTMLElement, instructions: string): void {
  const words = document.createElement("p");
  words.id = `map-help-${Math.random().toString(36).slice(2, 8)}`;
  words.className = "visually-hidden";
  words.textContent = instructions;
  element.append(words);
  target.setAttribute("aria-describedby", words.id);
}

async function addConfiguredBackground(element: HTMLElement, frame: MapFrame): Promise<void> {
  if (!element.dataset["backgroundUrl"]) return;
  const { addBackground } = await import("./background");
  addBackground(element, frame);
}
