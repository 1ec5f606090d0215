/**
 * A background that the city has configured: XYZ, WMS or WMTS. Our own map is shown when it does not answer, and while
 * strong contrast is wanted.
 */
import TileLayer from "ol/layer/Tile";
import type TileSource from "ol/source/Tile";
import TileWMS from "ol/source/TileWMS";
import UrlTile from "ol/source/UrlTile";
import WMTS from "ol/source/WMTS";
import XYZ from "ol/source/XYZ";

import { isStrong, onContrast } from "./contrast";
import type { MapFrame } from "./frame";
import { systemOf, type System } from "./systems";

const failuresBeforeFallback = 4;

interface Wanted {
  url: string;
  layer: string;
  matrixSet: string;
  style: string;
  version: string;
  system: System;
}

// The list is the plug: one kind of background, one line.
const sources: Record<string, (wanted: Wanted) => UrlTile> = {
  xyz: ({ url, system }) => new XYZ({ url, ...system }),
  wms: ({ url, layer, style, version, system }) =>
    new TileWMS({ url, params: { VERSION: version, LAYERS: layer, STYLES: style, TILED: true }, projection: system.projection }),
  wmts: ({ url, layer, matrixSet, style, system }) =>
    new WMTS({ url, layer, matrixSet, format: "image/png", style: style || "default", requestEncoding: url.includes("{") ? "REST" : "KVP", ...system }),
};

function sourceOf(element: HTMLElement): UrlTile | undefined {
  const { backgroundKind, backgroundUrl, backgroundLayer, backgroundMatrixSet, backgroundStyle, backgroundWmsVersion, backgroundCrs } = element.dataset;
  return sources[backgroundKind ?? ""]?.({
    url: backgroundUrl ?? "",
    layer: backgroundLayer ?? "",
    matrixSet: backgroundMatrixSet ?? "",
    style: backgroundStyle ?? "",
    version: backgroundWmsVersion ?? "",
    system: systemOf(backgroundCrs ?? ""),
  });
}

export function addBackground(element: HTMLElement, { map, voice, texts }: MapFrame): void {
  const source = sourceOf(element);
  if (!source) return;
  const credit = element.querySelector<HTMLElement>(".map__credit");
  const ownCredit = credit?.textContent ?? "";
  const layer = new TileLayer<TileSource>({ source });
  const own = map.getLayers().item(0);
  map.getLayers().insertAt(1, layer);

  let failures = 0;
  const isFailed = (): boolean => failures >= failuresBeforeFallback;
  const show = (): void => {
    const isOwn = isFailed() || isStrong();
    own.setVisible(isOwn);
    layer.setVisible(!isOwn);
    if (credit) credit.textContent = isOwn ? ownCredit : (element.dataset["backgroundAttribution"] ?? "");
  };
  source.on("tileloadend", () => {
    if (!isFailed()) failures = 0;
  });
  source.on("tileloaderror", () => {
    failures += 1;
    if (failures !== failuresBeforeFallback) return;
    show();
    voice.say(texts["fallback"] ?? "");
  });
  onContrast(show);
  show();
}
