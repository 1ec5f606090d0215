/** Areas on a map, before and after they are stored. OpenLayers is fetched only once the map comes into view. */
import { whenSeen } from "../map/map";
import { textsOf } from "../texts/texts";

export default function areasMap(element: HTMLElement): void {
  whenSeen(element, () => {
    import("./live-areas").then(
      ({ startAreas }) => startAreas(element),
      () => (element.querySelector(".map__waiting")!.textContent = textsOf(element)["failed"] ?? ""),
    );
  });
}
