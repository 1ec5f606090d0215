/** How a drawing looks on the map while it is drawn, and dragging its corners. */
import type { Coordinate } from "ol/coordinate";
import Feature from "ol/Feature";
import LineString from "ol/geom/LineString";
import Point from "ol/geom/Point";
import Polygon from "ol/geom/Polygon";
import PointerInteraction from "ol/interaction/Pointer";
import VectorLayer from "ol/layer/Vector";
import type OlMap from "ol/Map";
import VectorSource from "ol/source/Vector";
import CircleStyle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";

import { accent, focus, halo } from "../map/palette";
import { shapeStyle } from "../map/shapes";
import type { Drawing } from "./drawing";

const corner = new Style({ image: new CircleStyle({ radius: 6, fill: new Fill({ color: halo }), stroke: new Stroke({ color: accent, width: 3 }) }), zIndex: 11 });
const chosenCorner = new Style({ image: new CircleStyle({ radius: 9, fill: new Fill({ color: focus }), stroke: new Stroke({ color: halo, width: 3 }) }), zIndex: 12 });

export class DrawLayer {
  private readonly source = new VectorSource();
  private readonly layer = new VectorLayer({ source: this.source, zIndex: 9 });

  constructor(
    map: OlMap,
    private readonly drawing: Drawing,
  ) {
    map.addLayer(this.layer);
  }

  show(isShown: boolean): void {
    this.source.clear();
    const corners = this.drawing.corners as Coordinate[];
    if (!isShown || !corners.length) return;
    const isArea = this.drawing.kind === "area" && corners.length > 2;
    const whole = new Feature(isArea ? new Polygon([[...corners, corners[0]!]]) : new LineString(corners.length > 1 ? corners : [corners[0]!, corners[0]!]));
    whole.setStyle(shapeStyle("", true));
    this.source.addFeature(whole);
    corners.forEach((at, place) => {
      const one = new Feature(new Point(at));
      one.setStyle(place === this.drawing.chosen ? chosenCorner : corner);
      this.source.addFeature(one);
    });
  }
}

/** Dragging a corner by mouse, pen or finger; where no corner is, the map is dragged as ever. */
export function dragging(find: (at: Coordinate) => number | null, move: (place: number, to: Coordinate) => void, end: () => void): PointerInteraction {
  let held: number | null = null;
  return new PointerInteraction({
    handleDownEvent: (event) => {
      held = find(event.coordinate);
      return held !== null;
    },
    handleDragEvent: (event) => {
      if (held !== null) move(held, event.coordinate);
    },
    handleUpEvent: () => {
      held = null;
      end();
      return false;
    },
  });
}

/** A finger on a corner drags it and the page stays where it is; a finger anywhere else scrolls the page as ever. */
export function keepStill(map: OlMap, isCorner: (at: Coordinate) => boolean): void {
  const viewport = map.getViewport()!;
  let isHeld = false;
  const start = (event: TouchEvent): void => {
    const [finger] = event.touches;
    isHeld = event.touches.length === 1 && isCorner(map.getCoordinateFromPixel(map.getEventPixel(finger!)));
    if (isHeld) event.preventDefault();
  };
  viewport.addEventListener("touchstart", start, { passive: false });
  // The map's own words about two fingers are for those who tried to move the map.
  viewport.addEventListener("touchmove", (event) => isHeld && event.stopPropagation(), { passive: true });
}
