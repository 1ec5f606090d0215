/** The coordinate systems of backgrounds, each with the tiling that map servers use with it. */
import { getTopLeft, getWidth } from "ol/extent";
import { addCoordinateTransforms, get as getProjection, transform } from "ol/proj";
import Projection from "ol/proj/Projection";
import WMTSTileGrid from "ol/tilegrid/WMTS";

export interface System {
  projection: Projection;
  tileGrid: WMTSTileGrid;
}

const pixels = 256;

function gridOf(origin: number[], metresPerPixel: number, levels: number): WMTSTileGrid {
  const all = [...Array(levels).keys()];
  return new WMTSTileGrid({
    origin,
    resolutions: all.map((level) => metresPerPixel / 2 ** level),
    matrixIds: all.map(String),
    tileSize: pixels,
  });
}

function webMercator(): System {
  const projection = getProjection("EPSG:3857")!;
  const world = projection.getExtent();
  return { projection, tileGrid: gridOf(getTopLeft(world), getWidth(world) / pixels, 19) };
}

// ETRS-TM35FIN is UTM zone 35 stretched over the whole of Finland; its tiles are those of recommendation JHS 180.
function tm35fin(): System {
  const [here, zone35] = ["EPSG:3857", "EPSG:32635"] as const;
  const projection = new Projection({ code: "EPSG:3067", units: "m", extent: [-548576, 6291456, 1548576, 8388608] });
  addCoordinateTransforms(here, projection, (place) => transform(place, here, zone35), (place) => transform(place, zone35, here));
  return { projection, tileGrid: gridOf(getTopLeft(projection.getExtent()), 8192, 16) };
}

// The list is the plug: one system, one line.
const systems: Record<string, () => System> = { "3857": webMercator, "3067": tm35fin };

/** The system of an EPSG number; Web Mercator where none is named. */
export function systemOf(crs: string): System {
  return (systems[crs] ?? webMercator)();
}
