/** A background that the city has configured: XYZ, WMS or WMTS. When it does not answer, our own map is shown. */
import TileLayer from "ol/layer/Tile";
import { get as getProjection } from "ol/proj";
import type TileSource from "ol/source/Tile";
import TileWMS from "ol/source/TileWMS";
import UrlTile from "ol/source/UrlTile";
import WMTS from "ol/source/WMTS";
import XYZ from "ol/source/XYZ";
import WMTSTileGrid from "ol/tilegrid/WMTS";
import { getTopLeft, getWidth } from "ol/extent";

import type { MapFrame } from "./view";

const failuresBeforeFallback = 4;

// The list is the plug: one kind of background, one line.
const sources: Record<string, (url: string, layer: string) => UrlTile> = {
  xyz: (url) => new XYZ({ url, maxZoom: 18 }),
  wms: (url, layer) => new TileWMS({ url, params: { LAYERS: layer, TILED: true } }),
  wmts: (url, layer) => new WMTS({ url, layer, matrixSet: "WGS84_Pseudo-Mercator", format: "image/png", style: "default", tileGrid: worldGrid(), requestEncoding: url.includes("{") ? "REST" : "KVP" }),
};

function worldGrid(): WMTSTileGrid {
  const world = getProjection("EPSG:3857")!.getExtent();
  const levels = [...Array(19).keys()];
  return new WMTSTileGrid({
    origin: getTopLeft(world),
    resolutions: levels.map((level) => getWidth(world) / 256 / 2 ** level),
    matrixIds: levels.map(String),
  });
}

export function addBackground(element: HTMLElement, { map, voice, texts }: MapFrame): void {
  const { backgroundKind, backgroundUrl, backgroundLayer, backgroundAttribution } = element.dataset;
  const source = sources[backgroundKind ?? ""]?.(backgroundUrl ?? "", backgroundLayer ?? "");
  if (!source) return;
  const credit = element.querySelector<HTMLElement>(".map__credit");
  const ownCredit = credit?.textContent ?? "";
  const layer = new TileLayer<TileSource>({ source });
  const own = map.getLayers().item(0);
  map.getLayers().insertAt(1, layer);
  own.setVisible(false);
  if (credit) credit.textContent = backgroundAttribution ?? "";

  let failures = 0;
  source.on("tileloadend", () => (failures = 0));
  source.on("tileloaderror", () => {
    failures += 1;
    if (failures < failuresBeforeFallback || own.getVisible()) return;
    own.setVisible(true);
    map.removeLayer(layer);
    if (credit) credit.textContent = ownCredit;
    voice.say(texts["fallback"] ?? "");
  });
}
