/** The city's own background map: land, water, roads and area names from our vector tiles. */
import MVT from "ol/format/MVT";
import VectorTileLayer from "ol/layer/VectorTile";
import VectorTileSource from "ol/source/VectorTile";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";
import { createXYZ } from "ol/tilegrid";
import type { FeatureLike } from "ol/Feature";

import { askAgain } from "./ask-again";
import { onContrast } from "./contrast";
import { halo, tones, type Tones } from "./palette";

// Metres a pixel at which a road of that level appears; the widths are pixels.
const roads: Record<string, { until: number; width: number }> = {
  "1": { until: 400, width: 3 },
  "2": { until: 120, width: 2 },
  "3": { until: 30, width: 1.5 },
};

type Look = (feature: FeatureLike, resolution: number) => Style | Style[];

/** How the background looks in these tones. */
export function backdropStyle(tones: Tones): Look {
  const land = new Style({ fill: new Fill({ color: tones.land }), zIndex: 0 });
  const water = new Style({ fill: new Fill({ color: tones.water }), zIndex: 1 });
  const stream = new Style({ stroke: new Stroke({ color: tones.water, width: 2 }), zIndex: 1 });
  const border = line(tones.border, tones["border-edge"], 1, [5, 4]);
  const edge = line(tones.edge, tones["border-edge"], 1.5);

  const road = (level: string, resolution: number): Style[] => {
    const { until, width } = roads[level] ?? roads["3"]!;
    if (resolution > until) return [];
    const grown = resolution < 12 ? width * 1.8 : width;
    return [
      new Style({ stroke: new Stroke({ color: tones["road-edge"], width: grown + 1.5 }), zIndex: 2 }),
      new Style({ stroke: new Stroke({ color: tones.road, width: grown }), zIndex: 2 }),
    ];
  };
  const area: Look = (feature, resolution) => {
    const isPlace = typeOf(feature).includes("Point");
    const isDistrict = ["district", "major", "2"].includes(String(feature.get("level")));
    if (!isPlace) return isDistrict ? edge : resolution < 60 ? border : [];
    return isDistrict === resolution > 45 ? [name(feature, isDistrict, tones.name)] : [];
  };
  const looks: Record<string, Look> = {
    land: () => land,
    water: (feature) => (typeOf(feature).includes("Line") ? stream : water),
    road: (feature, resolution) => road(String(feature.get("level") ?? "3"), resolution),
  };
  return (feature, resolution) => (looks[String(feature.get("layer"))] ?? area)(feature, resolution);
}

/** A border: its line, and below it an edge that parts it from what it crosses. */
function line(color: string, edge: string, width: number, lineDash: number[] = []): Style[] {
  if (edge === "transparent") return [new Style({ stroke: new Stroke({ color, width, lineDash }), zIndex: 3 })];
  return [
    new Style({ stroke: new Stroke({ color: edge, width: width + 4 }), zIndex: 3 }),
    new Style({ stroke: new Stroke({ color, width: width + 1, lineDash }), zIndex: 3 }),
  ];
}

function name(feature: FeatureLike, large: boolean, color: string): Style {
  return new Style({
    text: new Text({
      text: String(feature.get("name") ?? ""),
      font: `${large ? "600 14px" : "500 12.5px"} Figtree, sans-serif`,
      fill: new Fill({ color }),
      stroke: new Stroke({ color: halo, width: 3 }),
      overflow: true,
    }),
    zIndex: 4,
  });
}

const typeOf = (feature: FeatureLike): string => feature.getGeometry()?.getType() ?? "";

export function backdropLayer(element: HTMLElement): VectorTileLayer {
  const source = new VectorTileSource({
    format: new MVT(),
    tileGrid: createXYZ({ maxZoom: 14, tileSize: 512 }),
    url: element.dataset["backdrop"] ?? "/tiles/backdrop/{z}/{y}/{x}",
    overlaps: true,
  });
  askAgain(source);
  const layer = new VectorTileLayer({ declutter: true, source });
  const draw = (): void => {
    const now = tones();
    layer.setBackground(now.away);
    layer.setStyle(backdropStyle(now));
  };
  onContrast(draw);
  draw();
  return layer;
}
