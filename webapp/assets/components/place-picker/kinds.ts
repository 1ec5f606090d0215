/** Point, line or area: what is chosen, and the drawing of the latter two, measured by the server as it grows. */
import type { Voice } from "../map/voice";
import type { Drawer } from "./draw";
import type { Kind } from "./drawing";
import type { PickerMap } from "./picker-map";

interface Measured {
  fits: boolean;
  words: string;
  lon?: number;
  lat?: number;
}

const pause = 400;

export class Kinds {
  private readonly field: HTMLInputElement | null;
  private readonly radios: HTMLInputElement[];
  private drawer: Drawer | null = null;
  private wait = 0;
  private asked = 0;

  constructor(
    private readonly element: HTMLElement,
    private readonly voice: Voice,
    private readonly tell: (words: string, kind: string) => void,
    private readonly place: (lon: string, lat: string) => void,
  ) {
    this.field = element.querySelector<HTMLInputElement>("[data-shape]");
    this.radios = [...element.querySelectorAll<HTMLInputElement>("[data-kinds] input")];
    const kept = this.field?.value ?? "";
    const start = kept.includes("LineString") ? "line" : kept.includes("Polygon") ? "area" : "point";
    this.radios.forEach((radio) => (radio.checked = radio.value === start));
  }

  /** Whether a line or an area is being drawn. */
  get isDrawn(): boolean {
    return this.chosen !== "point";
  }

  async start(map: PickerMap, pointAgain: () => void): Promise<void> {
    if (!this.field || !this.radios.length) return;
    const { Drawer } = await import("./draw");
    const parts = this.element.querySelectorAll<HTMLElement>("[data-drawing]");
    this.drawer = new Drawer(map, parts, this.field.value, (text, words, isReady) => this.changed(text, words, isReady));
    const apply = (): void => {
      if (this.isDrawn) {
        map.mark(Number.NaN, Number.NaN, false);
        this.drawer!.use(this.chosen as Kind);
      } else {
        this.drawer!.leave();
        this.forget();
        pointAgain();
      }
    };
    for (const radio of this.radios) radio.addEventListener("change", apply);
    if (this.isDrawn) apply();
  }

  private get chosen(): string {
    return this.radios.find((radio) => radio.checked)?.value ?? "point";
  }

  private forget(): void {
    this.asked += 1;
    clearTimeout(this.wait);
    if (this.field) this.field.value = "";
  }

  private changed(text: string, words: string, isReady: boolean): void {
    this.forget();
    if (this.field) this.field.value = text;
    this.element.dispatchEvent(new Event("input", { bubbles: true }));
    this.place("", "");
    this.tell(isReady ? "" : words, "");
    this.voice.say(words);
    const asked = this.asked;
    if (isReady) this.wait = window.setTimeout(() => void this.measure(text, words, asked), pause);
  }

  private async measure(text: string, before: string, asked: number): Promise<void> {
    try {
      const token = this.element.closest("form")?.querySelector<HTMLInputElement>("[name=csrf_token]")?.value ?? "";
      const headers = { "Content-Type": "application/geo+json", "X-CSRFToken": token };
      const answer = await fetch("/proposals/shape", { method: "POST", body: text, headers });
      const measured = (await answer.json()) as Measured;
      if (asked !== this.asked) return;
      this.tell(measured.words, measured.fits ? "good" : "bad");
      this.voice.say(`${before} ${measured.words}`);
      if (measured.fits) this.place(String(measured.lon), String(measured.lat));
    } catch {
      // It is measured again when the form is sent.
    }
  }
}
