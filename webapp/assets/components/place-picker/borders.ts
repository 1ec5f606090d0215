/** What a corner is drawn to when it comes close: the drawing's other corners, and the borders of the areas. */
import type { Coordinate } from "ol/coordinate";
import GeoJSON from "ol/format/GeoJSON";
import type GeometryCollection from "ol/geom/GeometryCollection";
import type OlMap from "ol/Map";
import { transformExtent } from "ol/proj";

const reach = 10;

export class Borders {
  private known: GeometryCollection | null = null;
  private asked = "";

  constructor(private readonly map: OlMap) {
    map.on("moveend", () => void this.load());
    void this.load();
  }

  /** The nearest thing within ten pixels, else the place itself. */
  near(at: Coordinate, corners: readonly Coordinate[]): Coordinate {
    const most = reach * (this.map.getView().getResolution() ?? 1);
    const corner = corners.find((one) => distance(one, at) <= most);
    if (corner) return [...corner];
    const border = this.known?.getGeometries().length ? this.known.getClosestPoint(at) : null;
    return border && distance(border, at) <= most ? border.slice(0, 2) : at;
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
