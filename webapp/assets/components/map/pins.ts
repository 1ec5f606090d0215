/** How pins and cells look: number, shape and colour, with a white halo that reads on any background. */
import CircleStyle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import RegularShape from "ol/style/RegularShape";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";
import type ImageStyle from "ol/style/Image";

import { accent, focus, halo, ink, inkSoft, onAccent } from "./palette";

const white = new Fill({ color: halo });
const ring = new Stroke({ color: halo, width: 2.5 });

/** Those that go no further are hollow and grey, so that the shape tells it without the colour. */
const ended = new Set(["refused", "merged", "withdrawn", "rejected", "not_won"]);

function disc(radius: number, color: string): ImageStyle {
  return new CircleStyle({ radius, fill: new Fill({ color }), stroke: ring });
}

function square(radius: number, color: string): ImageStyle {
  return new RegularShape({ points: 4, radius: radius * 1.25, angle: Math.PI / 4, fill: new Fill({ color }), stroke: ring });
}

function hollow(radius: number): ImageStyle {
  return new CircleStyle({ radius: radius - 1, fill: white, stroke: new Stroke({ color: inkSoft, width: 2.5 }) });
}

function dot(above: number): Style {
  return new Style({ image: new CircleStyle({ radius: 3, fill: white }), zIndex: above + 1 });
}

const pins = new Map<string, Style[]>();

/** A nasta seen from above: a disc for a proposal, a square for a project. */
export function pinStyle(kind: string, state: string, isChosen: boolean): Style[] {
  const key = `${kind} ${ended.has(state)} ${isChosen}`;
  const known = pins.get(key);
  if (known) return known;
  const radius = isChosen ? 12 : 9;
  const image = ended.has(state)
    ? hollow(radius)
    : kind === "project"
      ? square(radius, isChosen ? ink : accent)
      : disc(radius, isChosen ? ink : accent);
  const level = isChosen ? 20 : 10;
  const made = [new Style({ image, zIndex: level }), ...(ended.has(state) ? [] : [dot(level)])];
  if (isChosen) {
    made.unshift(
      new Style({ image: new CircleStyle({ radius: 17, stroke: new Stroke({ color: focus, width: 3 }), fill: new Fill({ color: "rgb(255 255 255 / 70%)" }) }), zIndex: 19 }),
    );
  }
  pins.set(key, made);
  return made;
}

const cells = new Map<number, Style>();

/** Many in one place: the more there are, the larger the disc, with their number in it. A smaller disc lies over a larger one,
 * whose number is further from its edge, and each over single pins, so that no number is covered; below the chosen pin. */
export function cellStyle(n: number): Style {
  const known = cells.get(n);
  if (known) return known;
  const made = new Style({
    image: disc(Math.min(11 + 4 * Math.log10(n), 24), accent),
    text: new Text({
      text: n < 10000 ? String(n) : `${Math.round(n / 1000)}k`,
      font: "650 12px Figtree, sans-serif",
      fill: new Fill({ color: onAccent }),
      offsetY: 1,
    }),
    zIndex: 18 - Math.min(Math.floor(1.5 * Math.log10(n)), 6),
  });
  cells.set(n, made);
  return made;
}
