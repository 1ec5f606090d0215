/** The server turns tiles away while it is busy, so that ballots find it free; the map asks for them again. */
import type VectorTileSource from "ol/source/VectorTile";
import type Tile from "ol/Tile";
import TileState from "ol/TileState";

const mostTimes = 4;
const firstWait = 1000;

/** Later each time, and not all tiles at the same moment. `stopped` hears of each tile that is not asked for any more. */
export function askAgain(source: VectorTileSource, stopped: (tile: Tile) => void = () => undefined): void {
  const times = new WeakMap<Tile, number>();
  source.on("tileloaderror", ({ tile }) => {
    const before = times.get(tile) ?? 0;
    if (before === mostTimes) {
      stopped(tile);
      return;
    }
    times.set(tile, before + 1);
    setTimeout(() => {
      if (tile.getState() !== TileState.ERROR) {
        stopped(tile);
        return;
      }
      tile.setState(TileState.IDLE);
      tile.load();
    }, firstWait * 2 ** before * (1 + Math.random() / 2));
  });
}
