/** What the parts of a map share: the map itself, its words and how it moves. */
import type OlMap from "ol/Map";
import type { Extent } from "ol/extent";

import type { Voice } from "./voice";

/** Room at the edges, more where the buttons are: nothing that the map opens on lies under them. */
export const padding = [16, 68, 16, 16];

export interface MapFrame {
  map: OlMap;
  /** What takes the focus and the arrow keys. */
  target: HTMLElement;
  voice: Voice;
  texts: Record<string, string>;
  extent: Extent;
  /** Milliseconds that a movement takes: none for those who want no movement. */
  duration: number;
}
