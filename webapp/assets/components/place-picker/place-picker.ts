/**
 * Choosing a place: by searching, by tapping the map, by the crosshair from the keyboard, or by the device's place.
 * It fills the form's own fields; without script those are filled by hand and the server finds the place.
 */
import { whenSeen } from "../map/map";
import { Voice } from "../map/voice";
import { fill, textsOf } from "../texts/texts";
import { combobox, type Place } from "./combobox";
import { Kinds } from "./kinds";
import type { Mark } from "./picker-map";
import { PinQuestion } from "./pin-question";
import { ways } from "./ways";

interface Located {
  inside: boolean;
  neighbourhood?: string | null;
  district?: string | null;
  nearest?: string | null;
  words?: string | null;
}

export default function placePicker(element: HTMLElement): void {
  new PlacePicker(element).start();
  ways(element);
}

class PlacePicker {
  private readonly texts: Record<string, string>;
  private readonly voice: Voice;
  private readonly result: HTMLElement;
  private readonly lon: HTMLInputElement;
  private readonly lat: HTMLInputElement;
  private readonly kinds: Kinds;
  private question: PinQuestion | null = null;
  private mark: Mark = () => undefined;
  /** The point that was chosen, which a line or an area puts aside while it is drawn. */
  private point: readonly [string, string] = ["", ""];
  private asked = 0;

  constructor(private readonly element: HTMLElement) {
    this.texts = textsOf(element);
    this.voice = new Voice(element);
    this.result = element.querySelector<HTMLElement>("[data-result]")!;
    this.lon = document.querySelector<HTMLInputElement>(element.dataset["lon"] ?? "")!;
    this.lat = document.querySelector<HTMLInputElement>(element.dataset["lat"] ?? "")!;
    this.kinds = new Kinds(
      element,
      this.voice,
      (words, kind) => this.show(words, kind),
      (lon, lat) => {
        this.lon.value = lon;
        this.lat.value = lat;
      },
    );
  }

  start(): void {
    const here = this.element.querySelector<HTMLButtonElement>("[data-here]");
    if (!navigator.geolocation && here) here.hidden = true;
    here?.addEventListener("click", () => this.useOwnPlace());
    this.startSearch();
    const map = this.element.querySelector<HTMLElement>("[data-part='map']");
    if (map) whenSeen(map, () => void this.startMap(map));
    if (!this.kinds.isDrawn) {
      this.point = [this.lon.value, this.lat.value];
      this.locateAgain();
    }
  }

  private startSearch(): void {
    const search = this.element.querySelector<HTMLInputElement>("[data-place-search]");
    if (!search) return;
    const goTo = (place: Place): void => this.goTo(place);
    this.question = new PinQuestion(this.element, search, this.texts, this.voice, goTo);
    const hasPin = (): boolean => !this.kinds.isDrawn && this.point[0] !== "";
    combobox(search, this.element.dataset["search"] ?? "/places?q=", this.texts, goTo, (places) => this.question?.ask(hasPin(), places));
  }

  private goTo({ lon, lat, name }: Place): void {
    this.set(lon, lat, true);
    this.voice.say(name);
  }

  /** Keeps the place and asks the server at once which area it is in; while one draws the map only moves there. */
  set(lon: number, lat: number, moveTo = false): void {
    if (this.kinds.isDrawn) return this.mark(lon, lat, moveTo);
    this.keep(lon.toFixed(6), lat.toFixed(6));
    this.mark(lon, lat, moveTo);
    this.element.dispatchEvent(new Event("input", { bubbles: true }));
    void this.locate(lon, lat);
  }

  private keep(lon: string, lat: string): void {
    this.point = [lon, lat];
    this.lon.value = lon;
    this.lat.value = lat;
    this.question?.settle();
  }

  private async startMap(map: HTMLElement): Promise<void> {
    const { startPickerMap } = await import("./picker-map");
    const picker = startPickerMap(map, (lon, lat) => this.set(lon, lat));
    this.mark = picker.mark;
    const again = (): void => {
      this.keep(...this.point);
      if (this.lon.value && this.lat.value) this.mark(Number(this.lon.value), Number(this.lat.value), true);
      this.locateAgain();
    };
    if (!this.kinds.isDrawn && this.lon.value && this.lat.value) this.mark(Number(this.lon.value), Number(this.lat.value), true);
    await this.kinds.start(picker, again);
  }

  private locateAgain(): void {
    if (this.lon.value && this.lat.value) void this.locate(Number(this.lon.value), Number(this.lat.value));
    else this.show(this.texts["start"] ?? "", "");
  }

  private async locate(lon: number, lat: number): Promise<void> {
    const asked = ++this.asked;
    const address = `${this.element.dataset["locate"] ?? "/areas/at"}?lon=${lon}&lat=${lat}`;
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      const located = (await answer.json()) as Located;
      if (asked === this.asked && !this.kinds.isDrawn) this.showPlace(located);
    } catch {
      if (asked === this.asked) this.tell(this.texts["unknown"] ?? "", "");
    }
  }

  private showPlace(located: Located): void {
    if (!located.inside) {
      this.keep("", "");
      this.mark(Number.NaN, Number.NaN, false);
      this.tell(located.words ?? this.texts["outside"] ?? "", "bad");
      return;
    }
    const area = [...new Set([located.neighbourhood, located.district])].filter(Boolean).join(", ");
    const near = located.nearest && located.nearest !== located.neighbourhood ? ` (${located.nearest})` : "";
    this.tell(fill(this.texts["chosen"], { area: area + near }), "good");
  }

  private tell(words: string, kind: string): void {
    this.show(words, kind);
    this.voice.say(words);
  }

  private show(words: string, kind: string): void {
    this.result.textContent = words;
    this.result.dataset["kind"] = kind;
  }

  private useOwnPlace(): void {
    this.tell(this.texts["finding"] ?? "", "");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.set(coords.longitude, coords.latitude, true),
      () => this.tell(this.texts["noPosition"] ?? "", "bad"),
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  }
}
