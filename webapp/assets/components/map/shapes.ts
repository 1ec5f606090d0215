/** How lines and areas of proposals and projects look: an accent with a white edge, so that they read on any background. */
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";

import { accent, focus, halo, inkSoft } from "./palette";

/** Those that go no further are dashed and grey, so that the line tells it without the colour. */
const ended = new Set(["refused", "merged", "withdrawn", "rejected", "not_won"]);
const known = new Map<string, Style[]>();

export function shapeStyle(state: string, isChosen: boolean): Style[] {
  const key = `${ended.has(state)} ${isChosen}`;
  const made = known.get(key) ?? build(ended.has(state), isChosen);
  known.set(key, made);
  return made;
}

function build(isEnded: boolean, isChosen: boolean): Style[] {
  const color = isEnded ? inkSoft : accent;
  const dash = isEnded ? { lineDash: [8, 6] } : {};
  return [
    new Style({ stroke: new Stroke({ color: isChosen ? focus : halo, width: isChosen ? 9 : 7 }), zIndex: 6 }),
    ...(isChosen ? [new Style({ stroke: new Stroke({ color: halo, width: 6 }), zIndex: 6 })] : []),
    new Style({ stroke: new Stroke({ color, width: 4, ...dash }), fill: new Fill({ color: `${color}2e` }), zIndex: 7 }),
  ];
}
