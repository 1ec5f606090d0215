/** Drawing a line or an area: taps, the crosshair, keys and buttons work on one drawing. Loaded where a round allows it. */
import type { Coordinate } from "ol/coordinate";
import LineString from "ol/geom/LineString";
import { boundingExtent } from "ol/extent";
import DoubleClickZoom from "ol/interaction/DoubleClickZoom";

import { fill } from "../texts/texts";
import { Borders, distance, type Snapped } from "./borders";
import { DrawLayer, dragging, keepStill } from "./draw-layer";
import { Drawing, type Kind } from "./drawing";
import { read, written } from "./geojson";
import { directions, type Hand, type PickerMap } from "./picker-map";

// Pixels around a corner that are the corner's: more for a finger, which hides what it points at.
const reach = matchMedia("(pointer: coarse)").matches ? 22 : 12;
const cornerStep = 10;
const smallCornerStep = 1;

export class Drawer implements Hand {
  private readonly drawing: Drawing;
  private readonly layer: DrawLayer;
  private readonly borders: Borders;
  private readonly texts: Record<string, string>;
  private isUsed = false;
  /** Where the corner that is being dragged lies. */
  private held: Snapped | null = null;

  constructor(
    private readonly picker: PickerMap,
    private readonly parts: NodeListOf<HTMLElement>,
    value: string,
    private readonly changed: (text: string, words: string, isReady: boolean) => void,
  ) {
    const { map, texts } = picker.frame;
    const kept = read(value);
    this.texts = texts;
    this.drawing = new Drawing(kept?.corners);
    if (kept) this.drawing.kind = kept.kind;
    this.layer = new DrawLayer(map, this.drawing);
    this.borders = new Borders(map);
    const cornerUnder = (at: Coordinate): number | null => (this.isUsed ? this.cornerAt(at) : null);
    map.addInteraction(dragging(cornerUnder, (place, to) => this.drag(place, to), () => this.dropped()));
    keepStill(map, (at) => cornerUnder(at) !== null);
    for (const part of parts) part.addEventListener("click", (event) => this.press(event));
    if (kept) map.getView().fit(boundingExtent(kept.corners), { padding: [40, 40, 40, 40], maxZoom: 17 });
  }

  use(kind: Kind): void {
    this.isUsed = true;
    this.drawing.kind = kind;
    this.picker.hold(this);
    this.zoomOnDoubleTap(false);
    this.show(true);
    this.instruct("drawInstructions");
    this.tell();
  }

  leave(): void {
    this.isUsed = false;
    this.drawing.chosen = null;
    this.picker.hold(null);
    this.zoomOnDoubleTap(true);
    this.show(false);
    this.picker.button.textContent = this.texts["placeHere"] ?? "";
    this.instruct("instructions");
    this.layer.show(false);
  }

  /** Two quick taps are two points to whoever draws. */
  private zoomOnDoubleTap(isWanted: boolean): void {
    const zooms = this.picker.frame.map.getInteractions().getArray().filter((one) => one instanceof DoubleClickZoom);
    for (const zoom of zooms) zoom.setActive(isWanted);
  }

  clear(): void {
    this.drawing.clear();
    this.tell();
  }

  /** A tap chooses a corner, moves the chosen one, adds one between two, or goes on drawing. */
  tap(at: Coordinate): void {
    const { drawing } = this;
    const corner = this.cornerAt(at);
    if (corner !== null && corner !== drawing.chosen) return this.choose(corner);
    if (drawing.chosen !== null) return this.leaveCorner(corner === null ? at : null);
    const between = this.sideAt(at);
    if (between === null) return this.add(at);
    drawing.add(this.snapped(at, null).at, between);
    this.choose(between);
  }

  placeHere(at: Coordinate): void {
    if (this.drawing.chosen === null) this.add(at);
    else this.leaveCorner(at);
  }

  key(event: KeyboardEvent): boolean {
    const { drawing } = this;
    const direction = directions[event.key];
    if (direction && event.altKey) this.step(direction[0] + direction[1] > 0 ? 1 : -1);
    else if (direction && drawing.chosen !== null) this.nudge(direction, event.ctrlKey || event.shiftKey);
    else if (event.key === "Backspace" || event.key === "Delete") this.remove();
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") this.back(event.shiftKey);
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "y") this.back(true);
    else if (drawing.chosen !== null && ["Enter", " "].includes(event.key)) this.leaveCorner(drawing.corners[drawing.chosen]!);
    else if (drawing.chosen !== null && event.key === "Escape") this.leaveCorner(null);
    else return false;
    return true;
  }

  private show(isShown: boolean): void {
    for (const part of this.parts) part.hidden = !isShown;
  }

  private press(event: Event): void {
    const tool = (event.target as HTMLElement).closest<HTMLElement>("[data-tool]")?.dataset["tool"];
    if (tool === "undo" || tool === "redo") this.back(tool === "redo");
    else if (tool === "previous" || tool === "next") this.step(tool === "next" ? 1 : -1);
    else if (tool === "between") this.addAfter();
    else if (tool === "remove") this.remove();
    else if (tool === "clear") this.clear();
  }

  private add(at: Coordinate): void {
    const snapped = this.snapped(at, null);
    this.drawing.add(snapped.at);
    this.tell(this.drawnTo(snapped));
  }

  private addAfter(): void {
    const { chosen, corners } = this.drawing;
    const next = chosen === null ? null : this.drawing.after(chosen);
    if (chosen === null || next === null) return this.add(this.picker.frame.map.getView().getCenter() ?? [0, 0]);
    const [one, other] = [corners[chosen]!, corners[next]!];
    this.drawing.add([(one[0]! + other[0]!) / 2, (one[1]! + other[1]!) / 2], chosen + 1);
    this.choose(chosen + 1, true);
  }

  private remove(): void {
    const { chosen, corners } = this.drawing;
    if (corners.length) this.drawing.remove(chosen ?? corners.length - 1);
    this.tell();
  }

  private back(isForward: boolean): void {
    if (isForward) this.drawing.redo();
    else this.drawing.undo();
    this.tell();
  }

  private step(steps: number): void {
    this.drawing.choose(steps);
    if (this.drawing.chosen !== null) this.choose(this.drawing.chosen, true);
  }

  private choose(corner: number, moveTo = false): void {
    this.drawing.chosen = corner;
    this.drawing.settle();
    if (moveTo) this.picker.frame.map.getView().setCenter([...this.drawing.corners[corner]!]);
    this.tell(fill(this.texts["pointChosen"], { at: corner + 1, n: this.drawing.corners.length }));
  }

  private nudge([right, up]: [number, number], isSmall: boolean): void {
    const view = this.picker.frame.map.getView();
    const way = (isSmall ? smallCornerStep : cornerStep) * (view.getResolution() ?? 1);
    const [x, y] = this.drawing.corners[this.drawing.chosen!]!;
    this.drawing.move(this.drawing.chosen!, [x! + right * way, y! + up * way]);
    view.setCenter([...this.drawing.corners[this.drawing.chosen!]!]);
    this.tell();
  }

  /** Leaves the chosen corner at a place, drawn to what is near there; where none is given just where it is. */
  private leaveCorner(to: Coordinate | null): void {
    const { chosen } = this.drawing;
    const snapped = to && chosen !== null ? this.snapped(to, chosen) : null;
    if (snapped && chosen !== null) this.drawing.move(chosen, snapped.at);
    this.drawing.chosen = null;
    this.drawing.settle();
    this.tell((snapped && this.drawnTo(snapped)) || this.texts["pointLeft"]);
  }

  private drag(place: number, to: Coordinate): void {
    this.held = this.snapped(to, place);
    this.drawing.move(place, this.held.at);
    this.layer.show(true);
  }

  private dropped(): void {
    this.drawing.settle();
    this.tell(this.held ? this.drawnTo(this.held) : "");
    this.held = null;
  }

  private cornerAt(at: Coordinate): number | null {
    const most = this.within(reach);
    const found = this.drawing.corners.findIndex((corner) => distance(corner, at) <= most);
    return found < 0 ? null : found;
  }

  /** The place of a new corner on the side that was pressed. */
  private sideAt(at: Coordinate): number | null {
    const { corners } = this.drawing;
    const found = corners.findIndex((corner, place) => {
      const next = this.drawing.after(place);
      return next !== null && distance(new LineString([[...corner], [...corners[next]!]]).getClosestPoint(at), at) <= this.within(8);
    });
    return found < 0 ? null : found + 1;
  }

  private within(pixels: number): number {
    return pixels * (this.picker.frame.map.getView().getResolution() ?? 1);
  }

  private snapped(at: Coordinate, moving: number | null): Snapped {
    return this.borders.near(at, this.drawing.corners, moving);
  }

  private drawnTo({ to }: Snapped): string {
    if (to === null) return "";
    return to === "border" ? (this.texts["drawnToBorder"] ?? "") : fill(this.texts["drawnToPoint"], { at: to + 1 });
  }

  private instruct(name: string): void {
    const words = document.getElementById(this.picker.frame.target.getAttribute("aria-describedby") ?? "");
    if (words) words.textContent = this.texts[name] ?? "";
  }

  /** Shows the drawing and says what is missing; what is whole is measured by the server. */
  private tell(words = ""): void {
    const { drawing, texts } = this;
    const n = drawing.corners.length;
    this.layer.show(true);
    this.picker.button.textContent = texts[drawing.chosen === null ? "addHere" : "moveHere"] ?? "";
    const missing = n === 0 ? texts["nothingDrawn"] : fill(texts[`${drawing.kind}Needs`], { n });
    const state = drawing.isReady ? fill(texts["pointsNow"], { n }) : (missing ?? "");
    this.changed(written(drawing), `${words} ${drawing.isReady && words ? "" : state}`.trim(), drawing.isReady);
  }
}
