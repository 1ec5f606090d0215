/** What a corner is drawn to when it comes close: the drawing's other corners, and the borders of the areas. */
import type { Coordinate } from "ol/coordinate";
import GeoJSON from "ol/format/GeoJSON";
import type GeometryCollection from "ol/geom/GeometryCollection";
import type OlMap from "ol/Map";
import { transformExtent } from "ol/proj";

const reach = 10;

/** Where a place was drawn to: the corner of that number, a border, or nothing. */
export interface Snapped {
  at: Coordinate;
  to: number | "border" | null;
}

export class Borders {
  private known: GeometryCollection | null = null;
  private asked = "";

  constructor(private readonly map: OlMap) {
    map.on("moveend", () => void this.load());
    void this.load();
  }

  /** The nearest corner within ten pixels but the one that moves, else the nearest border, else the place itself. */
  near(at: Coordinate, corners: readonly Coordinate[], moving: number | null): Snapped {
    const most = reach * (this.map.getView().getResolution() ?? 1);
    const away = corners.map((corner, place) => (place === moving ? Infinity : distance(corner, at)));
    const nearest = Math.min(most, ...away);
    const corner = away.indexOf(nearest);
    if (corner >= 0) return { at: [...corners[corner]!], to: corner };
    const border = this.known?.getGeometries().length ? this.known.getClosestPoint(at) : null;
    return border && distance(border, at) <= most ? { at: border.slice(0, 2), to: "border" } : { at, to: null };
  }

  private async load(): Promise<void> {
    const size = this.map.getSize();
    if (!size) return;
    const [west, south, east, north] = transformExtent(this.map.getView().calculateExtent(size), "EPSG:3857", "EPSG:4326").map((degrees) => degrees.toFixed(4));
    const box = `west=${west}&south=${south}&east=${east}&north=${north}`;
    if (box === this.asked) return;
    this.asked = box;
    try {
      const answer = await fetch(`/areas/borders?${box}`, { headers: { Accept: "application/json" } });
      const found = new GeoJSON({ featureProjection: "EPSG:3857" }).readGeometry(await answer.json());
      if (box === this.asked) this.known = found as GeometryCollection;
    } catch {
      this.known = null;
    }
  }
}

export function distance(one: Coordinate, other: Coordinate): number {
  return Math.hypot(one[0]! - other[0]!, one[1]! - other[1]!);
}
