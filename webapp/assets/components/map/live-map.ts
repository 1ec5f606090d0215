/** The map of proposals and projects beside their list: clicking, the card of a pin, the tie to the list. */
import Feature, { type FeatureLike } from "ol/Feature";
import GeoJSON from "ol/format/GeoJSON";
import MVT from "ol/format/MVT";
import VectorLayer from "ol/layer/Vector";
import VectorTileLayer from "ol/layer/VectorTile";
import VectorSource from "ol/source/Vector";
import VectorTileSource from "ol/source/VectorTile";
import type Style from "ol/style/Style";
import { createXYZ } from "ol/tilegrid";
import { getCenter } from "ol/extent";
import { fromLonLat } from "ol/proj";
import type { Coordinate } from "ol/coordinate";

import { fill } from "../texts/texts";
import { areaLayer } from "./area-layer";
import { PinCard } from "./card";
import type { MapFrame } from "./frame";
import { List } from "./list";
import { tellWhatIsOnItsWay } from "./on-its-way";
import { cellStyle, pinStyle } from "./pins";
import { shapeStyle } from "./shapes";
import { createMap } from "./view";

type PinLayer = VectorTileLayer | VectorLayer;

export function startMap(element: HTMLElement): void {
  const frame = createMap(element);
  const list = new List();
  const style = (feature: FeatureLike): Style | Style[] => {
    const n = Number(feature.get("n") ?? 0);
    if (feature.get("layer") === "cell" && n > 0) return cellStyle(n);
    if (isShape(feature)) return shapeStyle(String(feature.get("state")), list.isChosen(refOf(feature)));
    return pinStyle(String(feature.get("kind")), String(feature.get("state")), list.isChosen(refOf(feature)));
  };
  if (element.dataset["areas"]) frame.map.addLayer(areaLayer(element.dataset["areas"], element.dataset["grid"] === undefined));
  const layers = [tileLayer(element, frame, style), featureLayer(element, style)].filter((layer): layer is PinLayer => layer !== null);
  for (const layer of layers) frame.map.addLayer(layer);

  const card = new PinCard(element, frame, () => list.choose(null));
  list.onChange = () => layers.forEach((layer: PinLayer) => layer.changed());
  list.onFocus = (place) => moveInto(frame, place);
  frame.map.on("click", (event) => press(event.pixel, frame, layers, list, card));
  frame.map.on("pointermove", (event) => {
    if (event.dragging) return;
    const isOver = frame.map.hasFeatureAtPixel(event.pixel, { layerFilter: (layer) => layers.includes(layer as PinLayer) });
    frame.target.classList.toggle("is-over", isOver);
  });
}

function isShape(feature: FeatureLike): boolean {
  return feature.getGeometry()?.getType() !== "Point";
}

function refOf(feature: FeatureLike): string {
  return `${feature.get("kind")}-${feature.get("id")}`;
}

function tileLayer(element: HTMLElement, frame: MapFrame, style: (feature: FeatureLike) => Style | Style[]): VectorTileLayer | null {
  const url = element.dataset["pins"];
  if (!url) return null;
  const source = new VectorTileSource({ format: new MVT(), tileGrid: createXYZ({ maxZoom: 18, tileSize: 512 }), url });
  tellWhatIsOnItsWay(element, frame, source);
  return new VectorTileLayer({ source, style, renderBuffer: 64, zIndex: 5 });
}

function featureLayer(element: HTMLElement, style: (feature: FeatureLike) => Style | Style[]): VectorLayer | null {
  const text = element.dataset["geojson"];
  if (!text) return null;
  const format = new GeoJSON({ featureProjection: "EPSG:3857" });
  const source = new VectorSource({ features: format.readFeatures(text) as Feature[] });
  return new VectorLayer({ source, style, zIndex: 5 });
}

function press(pixel: number[], frame: MapFrame, layers: PinLayer[], list: List, card: PinCard): void {
  const { map } = frame;
  const found = map.forEachFeatureAtPixel(pixel, (feature) => feature, {
    hitTolerance: 8,
    layerFilter: (layer) => layers.includes(layer as PinLayer),
  });
  if (!found) {
    card.close();
    return;
  }
  const geometry = found.getGeometry();
  const place = geometry && !isShape(found) ? getCenter(geometry.getExtent()) : map.getCoordinateFromPixel(pixel);
  if (found.get("layer") === "cell" && Number(found.get("n")) > 1) zoomTo(frame, place, Number(found.get("n")));
  else {
    list.choose(refOf(found), true);
    card.show(found, refOf(found), place);
  }
}

function zoomTo({ map, voice, texts, duration }: MapFrame, place: Coordinate, n: number): void {
  const view = map.getView();
  view.animate({ center: place, zoom: (view.getZoom() ?? 10) + 2, duration });
  voice.say(fill(texts["cell"], { n }));
}

/** Brings the place of a list item into the map without moving more than needed. */
function moveInto({ map, duration }: MapFrame, place: [number, number]): void {
  const at = fromLonLat(place);
  const pixel = map.getPixelFromCoordinate(at);
  const [width, height] = map.getSize() ?? [0, 0];
  const isSeen = pixel && pixel[0]! > 20 && pixel[1]! > 20 && pixel[0]! < width! - 20 && pixel[1]! < height! - 20;
  if (!isSeen) map.getView().animate({ center: at, duration });
}
