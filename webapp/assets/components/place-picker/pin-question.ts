/** Once another address is written than the pin was put for: asks whether the pin moves there, so that no old pin stays silently. */
import { fill } from "../texts/texts";
import type { Voice } from "../map/voice";
import type { Place } from "./combobox";

export class PinQuestion {
  private readonly box: HTMLElement | null;
  private settled = "";
  private place: Place | undefined;

  constructor(
    element: HTMLElement,
    private readonly search: HTMLInputElement,
    private readonly texts: Record<string, string>,
    private readonly voice: Voice,
    private readonly goTo: (place: Place) => void,
  ) {
    this.box = element.querySelector<HTMLElement>("[data-pin-question]");
    this.box?.querySelector("[data-move]")?.addEventListener("click", () => this.move());
    this.box?.querySelector("[data-keep]")?.addEventListener("click", () => this.close());
    this.settle();
  }

  /** The pin belongs to what is written now. */
  settle(): void {
    this.settled = this.written;
    if (this.box) this.box.hidden = true;
  }

  /** The places that the written words have found. */
  ask(hasPin: boolean, places: Place[]): void {
    const isOther = hasPin && this.written !== "" && this.written !== this.settled;
    const words = this.box?.querySelector("p");
    if (!this.box || !words) return;
    this.box.hidden = !isOther;
    if (!isOther) return;
    this.place = places[0];
    this.box.querySelector<HTMLElement>("[data-move]")!.hidden = !this.place;
    words.textContent = this.place ? fill(this.texts["pinMove"], { place: this.place.name }) : (this.texts["pinStays"] ?? "");
    this.voice.say(words.textContent);
  }

  private get written(): string {
    return this.search.value.trim();
  }

  private move(): void {
    if (!this.place) return;
    this.search.value = this.place.name;
    this.goTo(this.place);
    this.search.focus();
  }

  private close(): void {
    this.settle();
    this.search.focus();
  }
}
