import { say, type Language } from '../i18n/language';
import type { LiveState } from '../live/state';
import type { Severity } from '../live/wire';
import { palette, type Palette, type ThemeName } from '../look/theme';
import { paintLand } from './land';
import { paintMarker } from './marker';
import { fit, moved, onScreen, rehomed, type Point, type Viewport } from './projection';
import { buildMarkers, buildScene, isException, numbered, type Marker, type Scene } from './scene';
import { spread } from './spread';

export interface MapOptions {
  readonly width: number;
  readonly height: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  /** Root text size in CSS pixels. */
  readonly text: number;
  readonly theme: ThemeName;
  readonly language: Language;
  readonly selected: string | null;
  /** A zone that fills the picture, or null for the whole territory. */
  readonly focus: string | null;
  /** Kinds of devices whose alerts and exceptions are drawn; null for all. */
  readonly kinds: readonly string[] | null;
}

/** A wheel's or a finger's wish: `zoom` times nearer around a place, then aside by `dx` and `dy`; in CSS pixels. */
export interface MapMove {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  readonly dx: number;
  readonly dy: number;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

type Context = OffscreenCanvasRenderingContext2D;

/** Names give way to so many of the most urgent markers. */
const mostMarkersKept = 30;

/**
 * Draws the city in 2D: WebGL is absent on many control-room PCs. Zones, names and devices that are not well are one cached layer
 * that is drawn again when a colour or a health changes; markers go on top when an alert has changed.
 */
export class MapPainter {
  private readonly context: Context;
  private readonly base: OffscreenCanvas;
  private readonly baseContext: Context;
  private scene: Scene | null = null;
  /** The whole territory in the picture; the reader may look closer, never farther. */
  private home: Viewport = { scale: 1, dx: 0, dy: 0 };
  private view: Viewport = this.home;
  private colours: Palette = palette('dark');
  private baseKey = '';
  private paintedKey = '';
  private drawn: { readonly id: string; readonly at: Point }[] = [];
  private options: MapOptions | null = null;
  private kinds: ReadonlySet<string> | null = null;

  constructor(private readonly canvas: OffscreenCanvas) {
    this.context = canvas.getContext('2d', { alpha: false })!;
    this.base = new OffscreenCanvas(1, 1);
    this.baseContext = this.base.getContext('2d', { alpha: false })!;
  }

  configure(options: MapOptions): void {
    this.options = options;
    this.kinds = options.kinds === null ? null : new Set(options.kinds);
    this.colours = palette(options.theme);
    const width = Math.max(1, Math.round(options.width * options.ratio));
    const height = Math.max(1, Math.round(options.height * options.ratio));
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = this.base.width = width;
      this.canvas.height = this.base.height = height;
    }

    this.forget();
    if (!this.scene) {
      // An opaque canvas is black until it is drawn on.
      this.context.fillStyle = this.colours.ground;
      this.context.fillRect(0, 0, width, height);
    }

    this.refit();
  }

  /** The registry changed: cells and names are made anew. */
  rebuild(state: LiveState): void {
    this.scene = buildScene(state, this.options?.focus ?? null);
    this.forget();
    this.refit();
  }

  paint(state: LiveState): void {
    if (!this.options || !this.scene) {
      return;
    }

    // The canvas keeps what was drawn on it.
    const painted = `${state.alertVersion}|${state.healthVersion}`;
    if (painted === this.paintedKey) {
      return;
    }

    this.paintedKey = painted;
    const worst = state.worstByZone(this.kinds);
    const markers = buildMarkers(state, this.scene, this.kinds);
    const key = this.keyOf(state, worst, markers);
    if (key !== this.baseKey) {
      this.baseKey = key;
      this.paintBase(state, worst, this.scene, markers);
    }

    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.drawImage(this.base, 0, 0);
    this.scaleTo(this.context);
    this.paintMarkers(markers);
  }

  move(move: MapMove): void {
    if (this.scene && this.options) {
      this.view = moved(this.view, this.home, move, this.options.width, this.options.height);
      this.forget();
    }
  }

  /** The alert drawn nearest to a place, within a finger's width. */
  alertAt(x: number, y: number): string | null {
    let best: string | null = null;
    let least = 24;
    for (const marker of this.drawn) {
      const distance = Math.hypot(marker.at.x - x, marker.at.y - y);
      if (distance < least) {
        least = distance;
        best = marker.id;
      }
    }

    return best;
  }

  private refit(): void {
    if (this.scene && this.options) {
      // A reader who looked closer keeps that part of the city when devices come or the window changes.
      const before = this.home;
      this.home = fit(this.scene.extent, this.options.width, this.options.height, this.options.text * 0.6);
      this.view = rehomed(this.view, before, this.home);
    }
  }

  private scaleTo(context: Context): void {
    const ratio = this.options!.ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  /** All that the base layer shows beside geometry; equal keys mean an equal picture. */
  private keyOf(state: LiveState, worst: ReadonlyMap<string, Severity>, markers: readonly Marker[]): string {
    return `${[...worst].join()}|${state.healthVersion}|${markers.slice(0, mostMarkersKept).map((marker) => marker.id).join()}`;
  }

  /** Nothing that was drawn holds any more. */
  private forget(): void {
    this.paintedKey = '';
    this.baseKey = '';
  }

  private paintBase(state: LiveState, worst: ReadonlyMap<string, Severity>, scene: Scene, markers: readonly Marker[]): void {
    const c = this.baseContext;
    // In the canvas's own pixels: a box that ends within one would leave that one half black.
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.fillStyle = this.colours.ground;
    c.fillRect(0, 0, this.base.width, this.base.height);
    this.scaleTo(c);
    this.paintInsets(c, scene);
    paintLand(c, { scene, state, worst, view: this.view, colours: this.colours, hatch: this.hatch(c) });
    this.paintExceptions(c, state, scene);
    this.paintNames(c, scene, worst, markers);
  }

  private paintInsets(c: Context, scene: Scene): void {
    c.strokeStyle = this.colours.border;
    c.lineWidth = 1;
    c.setLineDash([this.options!.text * 0.3, this.options!.text * 0.3]);
    for (const inset of scene.insets) {
      const a = onScreen({ x: inset.left + inset.dx, y: inset.top + inset.dy }, this.view);
      const b = onScreen({ x: inset.right + inset.dx, y: inset.bottom + inset.dy }, this.view);
      c.strokeRect(a.x, a.y, b.x - a.x, b.y - a.y);
    }

    c.setLineDash([]);
  }

  /** Silent or doubtful devices: an open square with a stroke through it, readable without colour. Of several on one spot one is drawn. */
  private paintExceptions(c: Context, state: LiveState, scene: Scene): void {
    const size = Math.max(2, this.options!.text * 0.16);
    const half = size * 1.1;
    const taken = new Set<number>();
    c.strokeStyle = this.colours.text;
    c.lineWidth = Math.max(1, size / 3);
    c.beginPath();
    for (const device of state.devices.values()) {
      if (!device.location || !isException(device.health) || (this.kinds !== null && !this.kinds.has(device.kind))) {
        continue;
      }

      const p = onScreen(scene.place(device.location), this.view);
      // Rows of spots are less than 2^15 long.
      const spot = Math.round(p.y / size) * 32_768 + Math.round(p.x / size);
      if (!taken.has(spot)) {
        taken.add(spot);
        c.rect(p.x - half, p.y - half, 2 * half, 2 * half);
        c.moveTo(p.x - half, p.y + half);
        c.lineTo(p.x + half, p.y - half);
      }
    }

    c.stroke();
  }

  /** Of zones whose devices are mostly not heard: the same strokes as on old panels. */
  private hatch(c: Context): CanvasPattern {
    const side = Math.max(6, Math.round(this.options!.text * 0.5 * this.options!.ratio));
    const tile = new OffscreenCanvas(side, side);
    const t = tile.getContext('2d')!;
    t.strokeStyle = this.colours.stale;
    t.lineWidth = Math.max(1, side / 6);
    t.beginPath();
    for (const shift of [-side, 0, side]) {
      t.moveTo(shift, side);
      t.lineTo(shift + side, 0);
    }

    t.stroke();
    const pattern = c.createPattern(tile, 'repeat')!;
    pattern.setTransform(new DOMMatrix().scale(1 / this.options!.ratio));
    return pattern;
  }

  /** Names of cities first, then of zones with alerts, then of the others where there is room. */
  private paintNames(c: Context, scene: Scene, worst: ReadonlyMap<string, Severity>, markers: readonly Marker[]): void {
    const { text, language, width, height } = this.options!;
    const taken: Box[] = markers.slice(0, mostMarkersKept).map((m) => {
      const p = onScreen(m.at, this.view);
      return { x: p.x - text * 0.7, y: p.y - text * 0.7, w: text * 1.4, h: text * 1.4 };
    });
    const weight = (zone: { id: string; level: string }): number => (zone.level === 'city' ? 2 : 0) + (worst.has(zone.id) ? 1 : 0);
    c.textAlign = 'center';
    c.textBaseline = 'middle';
    c.lineJoin = 'round';
    for (const label of [...scene.labels].sort((a, b) => weight(b.zone) - weight(a.zone))) {
      const name = say(label.zone.name, language);
      const city = label.zone.level === 'city';
      c.font = `${city ? 600 : 400} ${text}px 'Be Vietnam Pro', sans-serif`;
      const p = onScreen(label.at, this.view);
      const w = c.measureText(name).width + text * 0.4;
      const box = { x: Math.min(Math.max(p.x - w / 2, 2), width - w - 2), y: p.y - text * 0.65, w, h: text * 1.3 };
      const outside = p.x < 0 || p.y < 0 || p.x > width || p.y > height;
      if (outside || taken.some((other) => overlaps(box, other))) {
        continue;
      }

      taken.push(box);
      c.strokeStyle = this.colours.halo;
      c.lineWidth = text * 0.22;
      c.strokeText(name, box.x + w / 2, p.y);
      c.fillStyle = this.colours.text;
      c.fillText(name, box.x + w / 2, p.y);
    }
  }

  private paintMarkers(markers: readonly Marker[]): void {
    const { width, height, text, selected } = this.options!;
    const c = this.context;
    const radius = text * 0.72;
    const margin = radius * 1.6;
    const places = markers.map((marker) => onScreen(marker.at, this.view));
    // Numbers must be readable, so they make room for each other; a thin line leads to the place. An alert outside the picture stands
    // at its edge rather than nowhere.
    const apart = spread(places.slice(0, numbered), radius * 2.5, width, height, margin);
    const spots = new Set<number>();
    const shown: { readonly marker: Marker; readonly at: Point; readonly place: Point; readonly radius: number }[] = [];
    for (const [i, marker] of markers.entries()) {
      const place = places[i]!;
      const at = apart[i] ?? { x: Math.min(Math.max(place.x, margin), width - margin), y: Math.min(Math.max(place.y, margin), height - margin) };
      // Of several small ones on a spot the most urgent is seen; thousands of others below it would be a second's work and no difference.
      const spot = Math.round(at.y / (radius * 0.5)) * 32_768 + Math.round(at.x / (radius * 0.5));
      if (i < apart.length || marker.id === selected || !spots.has(spot)) {
        spots.add(spot);
        shown.push({ marker, at, place, radius: i < apart.length ? radius : radius * 0.55 });
      }
    }

    // The most urgent last, so that it lies on top.
    for (const { marker, at, place, radius: size } of shown.reverse()) {
      if (Math.hypot(at.x - place.x, at.y - place.y) > radius * 0.8) {
        c.beginPath();
        c.moveTo(at.x, at.y);
        c.lineTo(place.x, place.y);
        c.strokeStyle = this.colours.severity[marker.severity];
        c.lineWidth = Math.max(1, radius * 0.1);
        c.stroke();
      }

      paintMarker(c, marker, at, size, marker.id === selected, this.colours);
    }

    this.drawn = shown.map(({ marker, at }) => ({ id: marker.id, at }));
  }
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
