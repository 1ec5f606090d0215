/** A line or the edge of an area that is being drawn: its corners, which one is chosen, and the way back. No map here. */
import type { Coordinate } from "ol/coordinate";

export type Kind = "line" | "area";
type Corners = readonly Coordinate[];

export const fewest: Record<Kind, number> = { line: 2, area: 3 };

export class Drawing {
  kind: Kind = "line";
  chosen: number | null = null;
  private past: Corners[] = [];
  private future: Corners[] = [];
  private moved: number | null = null;

  constructor(private now: Corners = []) {}

  get corners(): Corners {
    return this.now;
  }

  get isReady(): boolean {
    return this.now.length >= fewest[this.kind];
  }

  add(at: Coordinate, place = this.now.length): void {
    this.change([...this.now.slice(0, place), at, ...this.now.slice(place)]);
  }

  /** Moves of the same corner, one after another, are undone at once. */
  move(place: number, to: Coordinate): void {
    const next = this.now.map((corner, at) => (at === place ? to : corner));
    if (this.moved === place) this.now = next;
    else this.change(next);
    this.moved = place;
  }

  /** The next move of a corner is a step of its own. */
  settle(): void {
    this.moved = null;
  }

  remove(place: number): void {
    this.change(this.now.filter((_corner, at) => at !== place));
    this.chosen = null;
  }

  clear(): void {
    if (this.now.length) this.change([]);
    this.chosen = null;
  }

  undo(): boolean {
    return this.step(this.past, this.future);
  }

  redo(): boolean {
    return this.step(this.future, this.past);
  }

  /** Chooses the corner so many steps on, around the end. */
  choose(steps: number): void {
    const n = this.now.length;
    if (!n) return;
    this.chosen = this.chosen === null ? (steps < 0 ? n - 1 : 0) : (this.chosen + steps + n) % n;
    this.settle();
  }

  /** The place of the corner that comes after this one; after a line's last there is none. */
  after(place: number): number | null {
    if (place + 1 < this.now.length) return place + 1;
    return this.kind === "area" && this.now.length > 2 ? 0 : null;
  }

  private change(next: Corners): void {
    this.past.push(this.now);
    this.future = [];
    this.now = next;
    this.settle();
  }

  private step(from: Corners[], to: Corners[]): boolean {
    const earlier = from.pop();
    if (!earlier) return false;
    to.push(this.now);
    this.now = earlier;
    this.chosen = null;
    this.settle();
    return true;
  }
}
