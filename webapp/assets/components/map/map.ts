/** The map of a page. OpenLayers is fetched only once the map comes into view, so the page never waits for it. */
import { textsOf } from "../texts/texts";

export default function map(element: HTMLElement): void {
  whenSeen(element, () => {
    import("./live-map").then(
      ({ startMap }) => startMap(element),
      () => (element.querySelector(".map__waiting")!.textContent = textsOf(element)["failed"] ?? ""),
    );
  });
}

/** Calls once when the element is about to be on the screen; one that is hidden waits until it is shown. */
export function whenSeen(element: HTMLElement, start: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      start();
    },
    { rootMargin: "200px" },
  );
  observer.observe(element);
}
