/** The list beside the map: what has the focus or the pointer there is chosen on the map, and the other way round. */
export class List {
  onChange: () => void = () => undefined;
  onFocus: (place: [number, number]) => void = () => undefined;
  private chosen: string | null = null;

  constructor() {
    for (const item of document.querySelectorAll<HTMLElement>("[data-map-ref]")) {
      const choose = (): void => this.choose(item.dataset["mapRef"] ?? null);
      item.addEventListener("focusin", () => {
        choose();
        this.showPlace(item);
      });
      item.addEventListener("pointerenter", choose);
      item.addEventListener("pointerleave", () => this.choose(null));
    }
  }

  isChosen(ref: string): boolean {
    return ref === this.chosen;
  }

  /** Marks the item and its pin; `reveal` also brings the item into view (a pin was pressed). */
  choose(ref: string | null, reveal = false): void {
    if (ref === this.chosen) return;
    this.chosen = ref;
    for (const item of document.querySelectorAll<HTMLElement>("[data-map-ref]")) {
      const isChosen = item.dataset["mapRef"] === ref;
      item.dataset["highlight"] = String(isChosen);
      if (isChosen && reveal) item.scrollIntoView({ block: "nearest" });
    }
    this.onChange();
  }

  /** The address of an item's page, if the item is in the list. */
  static linkOf(ref: string): string | null {
    return document.querySelector<HTMLAnchorElement>(`[data-map-ref="${CSS.escape(ref)}"] a[href]`)?.href ?? null;
  }

  private showPlace(item: HTMLElement): void {
    const lon = Number(item.dataset["lon"]);
    const lat = Number(item.dataset["lat"]);
    if (item.dataset["lon"] && Number.isFinite(lon) && Number.isFinite(lat)) this.onFocus([lon, lat]);
  }
}
