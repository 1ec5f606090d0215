/** A drawing as GeoJSON in degrees, as the form sends it, and back. */
import type { Coordinate } from "ol/coordinate";
import { fromLonLat, toLonLat } from "ol/proj";

import type { Drawing, Kind } from "./drawing";

/** What is not ready is written as well, so that the server says what is missing; nothing drawn is "". */
export function written(drawing: Drawing): string {
  const corners = drawing.corners.map((corner) => toLonLat(corner as Coordinate).map((degrees) => Number(degrees.toFixed(7))));
  if (!corners.length) return "";
  if (drawing.kind === "line") return JSON.stringify({ type: "LineString", coordinates: corners });
  return JSON.stringify({ type: "Polygon", coordinates: [[...corners, corners[0]]] });
}

interface Read {
  kind: Kind;
  corners: Coordinate[];
}

/** The drawing of a text; null for what is none. */
export function read(text: string): Read | null {
  try {
    const { type, coordinates } = JSON.parse(text) as { type: string; coordinates: unknown };
    if (type === "LineString") return { kind: "line", corners: (coordinates as Coordinate[]).map((at) => fromLonLat(at)) };
    if (type === "Polygon") return { kind: "area", corners: (coordinates as Coordinate[][])[0]!.slice(0, -1).map((at) => fromLonLat(at)) };
  } catch {
    return null;
  }
  return null;
}
