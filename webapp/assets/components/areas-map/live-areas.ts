/** Draws areas with what was found in them; a button with `data-box` on the page brings its place into view. */
import Feature, { type FeatureLike } from "ol/Feature";
import { boundingExtent, buffer, getCenter, getHeight, getWidth, type Extent } from "ol/extent";
import GeoJSON from "ol/format/GeoJSON";
import { fromExtent } from "ol/geom/Polygon";
import VectorLayer from "ol/layer/Vector";
import { fromLonLat } from "ol/proj";
import VectorSource from "ol/source/Vector";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";

import type { MapFrame } from "../map/frame";
import { accent, focus, halo, ink } from "../map/palette";
import { createMap } from "../map/view";
import { fill } from "../texts/texts";

// What was found is drawn at least so many pixels wide, so that a sliver is seen at all.
const least = 3;
const white = new Style({ stroke: new Stroke({ color: halo, width: 5 }), zIndex: 4 });
const styles: Record<string, Style[]> = {
  area: [white, new Style({ stroke: new Stroke({ color: accent, width: 2 }), fill: new Fill({ color: `${accent}24` }), zIndex: 5 })],
  city: [white, new Style({ stroke: new Stroke({ color: ink, width: 2, lineDash: [8, 6] }), zIndex: 6 })],
  overlap: [new Style({ stroke: new Stroke({ color: "#a3241a", width: least }), fill: new Fill({ color: "rgb(163 36 26 / 55%)" }), zIndex: 8 })],
  gap: [new Style({ stroke: new Stroke({ color: "#7d5100", width: least, lineDash: [4, 4] }), fill: new Fill({ color: "rgb(125 81 0 / 40%)" }), zIndex: 7 })],
  split: [white, new Style({ stroke: new Stroke({ color: "#5b2a86", width: 2, lineDash: [2, 5] }), zIndex: 7 })],
};
const frameStyle = new Style({ stroke: new Stroke({ color: focus, width: 3 }), zIndex: 9 });

export function startAreas(element: HTMLElement): void {
  const frame = createMap(element);
  const format = new GeoJSON({ featureProjection: "EPSG:3857" });
  const features = format.readFeatures(element.dataset["geojson"] ?? "") as Feature[];
  const source = new VectorSource({ features });
  frame.map.addLayer(new VectorLayer({ source, style: styleOf, zIndex: 5, declutter: true }));
  const chosen = new VectorSource();
  frame.map.addLayer(new VectorLayer({ source: chosen, style: frameStyle, zIndex: 9 }));
  frame.map.on("click", (event) => {
    const found = frame.map.forEachFeatureAtPixel(event.pixel, (feature) => (feature.get("name") ? feature : undefined));
    if (found) frame.voice.say(String(found.get("name")));
  });
  for (const button of document.querySelectorAll<HTMLElement>("[data-box]")) {
    button.addEventListener("click", () => show(frame, chosen, element, button));
  }
}

function styleOf(feature: FeatureLike, resolution: number): Style[] {
  const kind = String(feature.get("kind"));
  const style = styles[kind] ?? styles["area"]!;
  const name = String(feature.get("name") ?? "");
  const extent = feature.getGeometry()?.getExtent();
  // What a part lies in is named only close by, where it does not stand in the way of the areas' own names.
  const room = Math.max(40, name.length * 4) * (kind === "split" ? 5 : 1);
  if (!name || !extent || getWidth(extent) / resolution < room) return style;
  return [...style, label(name)];
}

function label(name: string): Style {
  return new Style({
    text: new Text({
      text: name,
      font: "600 13px Figtree, sans-serif",
      fill: new Fill({ color: ink }),
      stroke: new Stroke({ color: halo, width: 3 }),
      overflow: true,
    }),
    zIndex: 10,
  });
}

function show(frame: MapFrame, chosen: VectorSource, element: HTMLElement, button: HTMLElement): void {
  const [west, south, east, north] = (button.dataset["box"] ?? "").split(",").map(Number);
  const box = boundingExtent([fromLonLat([west!, south!]), fromLonLat([east!, north!])]);
  const around = buffer(box, Math.max(getWidth(box), getHeight(box), 40) / 4);
  chosen.clear();
  chosen.addFeature(new Feature(fromExtent(around)));
  frame.map.getView().fit(roomy(around), { duration: frame.duration, padding: [24, 24, 24, 24], maxZoom: 18 });
  element.scrollIntoView({ block: "nearest", behavior: frame.duration ? "smooth" : "auto" });
  frame.voice.say(fill(frame.texts["shown"], { what: button.dataset["what"] ?? "" }));
}

/** Never closer than 200 metres, so that one sees where one is. */
function roomy(box: Extent): Extent {
  const [x, y] = getCenter(box);
  return boundingExtent([
    [Math.min(box[0]!, x! - 100), Math.min(box[1]!, y! - 100)],
    [Math.max(box[2]!, x! + 100), Math.max(box[3]!, y! + 100)],
  ]);
}
