/** The small card of a pressed pin: its title and the way to its page. Texts only, never markup. */
import Overlay from "ol/Overlay";
import type { Coordinate } from "ol/coordinate";
import type { FeatureLike } from "ol/Feature";

import { fill } from "../texts/texts";
import type { MapFrame } from "./frame";
import { List } from "./list";

export class PinCard {
  private readonly box = document.createElement("div");
  private readonly overlay: Overlay;
  private readonly links: Record<string, string>;

  constructor(
    element: HTMLElement,
    private readonly frame: MapFrame,
    private readonly onClose: () => void,
  ) {
    this.links = JSON.parse(element.dataset["links"] ?? "{}") as Record<string, string>;
    this.box.className = "map__card";
    this.overlay = new Overlay({ element: this.box, positioning: "bottom-center", offset: [0, -18], autoPan: { animation: { duration: frame.duration }, margin: 12 } });
    frame.map.addOverlay(this.overlay);
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (this.overlay.getPosition()) this.close();
      else (document.activeElement as HTMLElement | null)?.blur();
    });
  }

  show(feature: FeatureLike, ref: string, place: Coordinate): void {
    const { texts, voice } = this.frame;
    const title = String(feature.get("title") || texts["untitled"]);
    const address = this.addressOf(feature, ref);
    const heading = document.createElement(address ? "a" : "strong");
    heading.textContent = title;
    heading.className = "map__card-title";
    if (heading instanceof HTMLAnchorElement && address) heading.href = address;
    const details = document.createElement("p");
    details.textContent = String(feature.get("words") ?? "");
    const extra = [details.textContent ? details : null, this.voteButton(ref)].filter((part) => part !== null);
    this.box.replaceChildren(heading, ...extra, this.closeButton());
    this.overlay.setPosition(place);
    voice.say(fill(texts["chosen"], { title }));
  }

  close(): void {
    this.overlay.setPosition(undefined);
    this.onClose();
  }

  private addressOf(feature: FeatureLike, ref: string): string | null {
    const template = this.links[String(feature.get("kind"))];
    const given = feature.get("href") as string | undefined;
    return List.linkOf(ref) ?? given ?? (template ? template.replace("{id}", String(feature.get("id"))) : null);
  }

  /** On a ballot the pin's card adds and removes the project, through the list's own tick. */
  private voteButton(ref: string): HTMLButtonElement | null {
    const tick = document.querySelector<HTMLInputElement>(`[data-map-ref="${CSS.escape(ref)}"] input:is([type="checkbox"], [type="radio"])[data-cost]`);
    if (!tick) return null;
    const button = document.createElement("button");
    const name = (): void => {
      button.textContent = this.frame.texts[tick.checked ? "remove" : "add"] ?? "";
    };
    button.type = "button";
    button.className = "button button--small button--secondary";
    button.addEventListener("click", () => {
      tick.click();
      name();
    });
    name();
    return button;
  }

  private closeButton(): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "map__card-close";
    button.setAttribute("aria-label", this.frame.texts["close"] ?? "");
    button.addEventListener("click", () => {
      this.close();
      this.frame.target.focus();
    });
    return button;
  }
}
