/** The map on which a place is chosen: a tap, or the crosshair in its middle moved by arrows. What they do is the hand's. */
import Feature from "ol/Feature";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import type { Coordinate } from "ol/coordinate";
import { fromLonLat, toLonLat } from "ol/proj";

import type { MapFrame } from "../map/frame";
import { pinStyle } from "../map/pins";
import { createMap } from "../map/view";

const step = 50;
const smallStep = 10;
const closeEnough = 15;

/** Shows the pin at a place (no number: nowhere) and, where asked, brings the map there. */
export type Mark = (lon: number, lat: number, moveTo: boolean) => void;

/** What a tap, the crosshair and the keys do: placing the one pin, or drawing. */
export interface Hand {
  tap(at: Coordinate): void;
  placeHere(at: Coordinate): void;
  /** Whether the key was the hand's. */
  key(event: KeyboardEvent): boolean;
}

export interface PickerMap {
  frame: MapFrame;
  mark: Mark;
  /** The button at the crosshair. */
  button: HTMLButtonElement;
  hold(hand: Hand | null): void;
}

export function startPickerMap(element: HTMLElement, choose: (lon: number, lat: number) => void): PickerMap {
  const frame = createMap(element);
  const source = new VectorSource<Feature<Point>>();
  frame.map.addLayer(new VectorLayer({ source, style: pinStyle("proposal", "", true), zIndex: 9 }));
  const place = (at: Coordinate): void => {
    const [lon, lat] = toLonLat(at);
    choose(lon!, lat!);
  };
  const pinning: Hand = { tap: place, placeHere: place, key: () => false };
  let hand = pinning;
  frame.map.on("click", (event) => hand.tap(event.coordinate));
  const button = addCrosshair(element, frame, () => hand);
  const mark: Mark = (lon, lat, moveTo) => {
    source.clear();
    if (!Number.isFinite(lon)) return;
    const at = fromLonLat([lon, lat]);
    if (hand === pinning) source.addFeature(new Feature(new Point(at)));
    const view = frame.map.getView();
    if (moveTo) view.animate({ center: at, zoom: Math.max(view.getZoom() ?? 0, closeEnough), duration: frame.duration });
  };
  return { frame, mark, button, hold: (other) => (hand = other ?? pinning) };
}

function addCrosshair(element: HTMLElement, frame: MapFrame, hand: () => Hand): HTMLButtonElement {
  const cross = document.createElement("span");
  cross.className = "crosshair";
  cross.setAttribute("aria-hidden", "true");
  const place = document.createElement("button");
  place.type = "button";
  place.className = "button button--small crosshair__place";
  place.textContent = frame.texts["placeHere"] ?? "";
  element.append(cross, place);

  const placeHere = (): void => hand().placeHere(frame.map.getView().getCenter() ?? [0, 0]);
  place.addEventListener("click", placeHere);
  frame.target.addEventListener("focus", () => frame.target.setAttribute("role", "application"));
  frame.target.addEventListener("blur", () => frame.target.setAttribute("role", "region"));
  // Before OpenLayers sees the key: its own step is too coarse to point at a street corner.
  frame.target.addEventListener("keydown", (event) => onKey(event, frame, hand(), placeHere), { capture: true });
  return place;
}

export const directions: Record<string, [number, number]> = {
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

function onKey(event: KeyboardEvent, { map, target }: MapFrame, hand: Hand, placeHere: () => void): void {
  const direction = directions[event.key];
  if (hand.key(event)) {
    // The hand has done it.
  } else if (direction) {
    const view = map.getView();
    const distance = (event.ctrlKey || event.shiftKey ? smallStep : step) * (view.getResolution() ?? 1);
    const [x, y] = view.getCenter() ?? [0, 0];
    view.setCenter([x! + direction[0] * distance, y! + direction[1] * distance]);
  } else if (event.key === "Enter" || event.key === " ") placeHere();
  else if (event.key === "Escape") target.blur();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
