/** Areas in the shades of a choropleth: GeoJSON with `class` 0-4 and its figure `n` in each feature. Squares of a grid have no outline. */
import type Feature from "ol/Feature";
import type { FeatureLike } from "ol/Feature";
import GeoJSON from "ol/format/GeoJSON";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";

import { isStrong, onContrast } from "./contrast";
import { halo, ink, shade, tones } from "./palette";

const classes = [0, 1, 2, 3, 4];

export function areaLayer(url: string, isOutlined: boolean): VectorLayer {
  const layer = new VectorLayer<VectorSource<Feature>>({
    source: new VectorSource({ url, format: new GeoJSON({ featureProjection: "EPSG:3857" }) }),
    zIndex: 2,
  });
  const draw = (): void => {
    const styles = classes.map((step) => usual(step, isOutlined));
    const classOf = (feature: FeatureLike): number => Number(feature.get("class") ?? 0);
    layer.setStyle(isStrong() ? (feature) => strong(classOf(feature), String(feature.get("n") ?? "")) : (feature) => styles[classOf(feature)]);
  };
  onContrast(draw);
  draw();
  return layer;
}

function usual(step: number, isOutlined: boolean): Style {
  const fill = new Fill({ color: shade(step, false) });
  return new Style(isOutlined ? { fill, stroke: new Stroke({ color: tones()["class-line"], width: 1.5 }) } : { fill });
}

// Five shades cannot differ by three to one: the outline parts them and the figure is on each, where it fits.
function strong(step: number, figure: string): Style {
  return new Style({
    fill: new Fill({ color: shade(step, true) }),
    stroke: new Stroke({ color: tones()["class-line"], width: 1.5 }),
    text: new Text({
      text: figure,
      font: "650 13px Figtree, sans-serif",
      fill: new Fill({ color: ink }),
      stroke: new Stroke({ color: halo, width: 3 }),
    }),
  });
}
