/** Says on the map that pins are still on their way, or that some stay away: an empty map looks like one without proposals. */
import type VectorTileSource from "ol/source/VectorTile";
import type Tile from "ol/Tile";
import TileState from "ol/TileState";

import { askAgain } from "./ask-again";
import type { MapFrame } from "./frame";

const patience = 1000;

export function tellWhatIsOnItsWay(element: HTMLElement, { voice, texts }: MapFrame, source: VectorTileSource): void {
  const line = document.createElement("p");
  line.className = "map__on-its-way";
  line.hidden = true;
  element.append(line);
  const awaited = new Set<Tile>();
  const lost = new Set<Tile>();
  let wait = 0;

  const tell = (words = ""): void => {
    line.textContent = words;
    line.hidden = !words;
  };
  const settle = (tile: Tile): void => {
    awaited.delete(tile);
    if (awaited.size > 0) return;
    clearTimeout(wait);
    wait = 0;
    tell(lost.size > 0 ? texts["partly"] : "");
    if (lost.size > 0) voice.say(texts["partly"] ?? "");
  };
  source.on("tileloadstart", ({ tile }) => {
    if (awaited.size === 0) lost.clear();
    awaited.add(tile);
    wait ||= window.setTimeout(() => tell(texts["loading"]), patience);
  });
  source.on("tileloadend", ({ tile }) => settle(tile));
  askAgain(source, (tile) => {
    if (tile.getState() === TileState.ERROR) lost.add(tile);
    settle(tile);
  });
}
