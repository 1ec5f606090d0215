/** The city's own background map: land, water, roads and area names from our vector tiles. */
import MVT from "ol/format/MVT";
import VectorTileLayer from "ol/layer/VectorTile";
import VectorTileSource from "ol/source/VectorTile";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style, { type StyleLike } from "ol/style/Style";
import Text from "ol/style/Text";
import { createXYZ } from "ol/tilegrid";
import type { FeatureLike } from "ol/Feature";

import { inkSoft } from "./palette";

const land = new Style({ fill: new Fill({ color: "#f2eee4" }), zIndex: 0 });
const water = new Style({ fill: new Fill({ color: "#c9dde4" }), zIndex: 1 });
const stream = new Style({ stroke: new Stroke({ color: "#c9dde4", width: 2 }), zIndex: 1 });
const border = new Style({ stroke: new Stroke({ color: "#a39a87", width: 1, lineDash: [5, 4] }), zIndex: 3 });
const edge = new Style({ stroke: new Stroke({ color: "#8c8371", width: 1.5 }), zIndex: 3 });

// Metres a pixel at which a road of that level appears; the widths are pixels.
const roads: Record<string, { until: number; width: number }> = {
  "1": { until: 400, width: 3 },
  "2": { until: 120, width: 2 },
  "3": { until: 30, width: 1.5 },
};

function road(level: string, resolution: number): Style[] {
  const { until, width } = roads[level] ?? roads["3"]!;
  if (resolution > until) return [];
  const grown = resolution < 12 ? width * 1.8 : width;
  return [
    new Style({ stroke: new Stroke({ color: "#d5cdbb", width: grown + 1.5 }), zIndex: 2 }),
    new Style({ stroke: new Stroke({ color: "#fffdf8", width: grown }), zIndex: 2 }),
  ];
}

function name(feature: FeatureLike, large: boolean): Style {
  return new Style({
    text: new Text({
      text: String(feature.get("name") ?? ""),
      font: `${large ? "600 14px" : "500 12.5px"} Figtree, sans-serif`,
      fill: new Fill({ color: inkSoft }),
      stroke: new Stroke({ color: "#fff", width: 3 }),
      overflow: true,
    }),
    zIndex: 4,
  });
}

const typeOf = (feature: FeatureLike): string => feature.getGeometry()?.getType() ?? "";

function areaStyle(feature: FeatureLike, resolution: number): Style[] {
  const isPlace = typeOf(feature).includes("Point");
  const isDistrict = ["district", "major", "2"].includes(String(feature.get("level")));
  if (!isPlace) return isDistrict ? [edge] : resolution < 60 ? [border] : [];
  return isDistrict === resolution > 45 ? [name(feature, isDistrict)] : [];
}

export const backdropStyle: StyleLike = (feature, resolution) => {
  switch (feature.get("layer")) {
    case "land":
      return land;
    case "water":
      return typeOf(feature).includes("Line") ? stream : water;
    case "road":
      return road(String(feature.get("level") ?? "3"), resolution);
    default:
      return areaStyle(feature, resolution);
  }
};

export function backdropLayer(element: HTMLElement): VectorTileLayer {
  return new VectorTileLayer({
    declutter: true,
    background: "#e4e9e6",
    source: new VectorTileSource({
      format: new MVT(),
      tileGrid: createXYZ({ maxZoom: 14, tileSize: 512 }),
      url: element.dataset["backdrop"] ?? "/tiles/backdrop/{z}/{y}/{x}",
      overlaps: true,
    }),
    style: backdropStyle,
  });
}
