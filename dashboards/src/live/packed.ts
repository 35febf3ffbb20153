import type { Health, WireDevice } from './wire';

/** The compact form of a frame's devices, docs/live-push.md. */
export interface Packed {
  readonly roster: readonly (readonly [number: number, id: string, zone: string, kind: string, metric?: string, decimals?: number])[];
  readonly base: number;
  readonly count: number;
  /** Base64. */
  readonly updates: string;
}

interface Numbered {
  readonly id: string;
  readonly zone: string;
  readonly kind: string;
  readonly metric: string | null;
  readonly divisor: number;
}

const healths: readonly Health[] = ['ok', 'stale', 'offline', 'suspect', 'out-of-service'];

/** Turns packed devices back into what a JSON frame would say of them: health, age, the first metric, and the place of one that moves. */
export class Unpacker {
  private readonly roster: (Numbered | undefined)[] = [];
  private epoch: string | null = null;

  /** @param epoch Of the frame; numbers mean other devices in another one. */
  unpack(packed: Packed, epoch: string): WireDevice[] {
    if (epoch !== this.epoch) {
      this.roster.length = 0;
      this.epoch = epoch;
    }

    for (const [number, id, zone, kind, metric = null, decimals = 0] of packed.roster) {
      this.roster[number] = { id, zone, kind, metric, divisor: 10 ** decimals };
    }

    const bytes = new Bytes(packed.updates);
    const devices: WireDevice[] = [];
    let next = 0;
    while (!bytes.ended) {
      const number = next + bytes.varint();
      next = number + 1;
      const head = bytes.byte();
      const ts = head & 0x08 ? packed.base - bytes.signed() * 100 : null;
      const scaled = head & 0x10 ? bytes.signed() : null;
      const loc = head & 0x20 ? { lat: bytes.signed() / 1e6, lon: bytes.signed() / 1e6 } : null;
      const known = this.roster[number];
      // A number that the stream never named would be the server's fault; better one device less than a wall less.
      if (known) {
        devices.push({
          id: known.id, zone: known.zone, kind: known.kind, ts, health: healths[head & 0x07] ?? 'suspect',
          values: known.metric !== null && scaled !== null ? { [known.metric]: scaled / known.divisor } : {},
          ...(loc ? { loc } : {}),
        });
      }
    }

    return devices;
  }
}

/** Varints of at most eight bytes: 2^53 and more do not come (the server clamps to 2^52), so numbers are exact. Not bit shifts, which end at 32. */
class Bytes {
  private readonly text: string;
  private at = 0;

  constructor(base64: string) {
    this.text = atob(base64);
  }

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  byte(): number {
    return this.text.charCodeAt(this.at++);
  }

  varint(): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.byte();
      if (byte < 0x80) {
        return value + byte * weight;
      }

      // Past the end charCodeAt gives NaN, and no comparison with it ends a loop.
      if (Number.isNaN(byte)) {
        return 0;
      }

      value += (byte - 0x80) * weight;
      weight *= 0x80;
    }
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
