import { get } from '../api/rest';
import type { Figure } from './figures';
import { usualAt, type Usual } from './usual';

interface HistoryAnswer {
  readonly points: readonly { readonly t: string; readonly gap?: boolean; readonly value?: number | null }[];
}

const days = 14;
const hourMillis = 3_600_000;

/** What the key figures usually are at each hour, from two weeks of hourly means; read once an hour and figure. */
export class UsualBands {
  private readonly hourly = new Map<string, readonly (readonly [number, number | null])[]>();
  private readonly readAt = new Map<string, number>();

  read(figures: readonly Figure[], zone: string, now: number, onRead: () => void): void {
    for (const figure of figures) {
      const key = keyOf(figure);
      if (performance.now() - (this.readAt.get(key) ?? -Infinity) > hourMillis) {
        this.readAt.set(key, performance.now());
        void this.readOne(figure, zone, now).then(onRead);
      }
    }
  }

  at(figure: Figure, now: number, hourOf: (millis: number) => number): Usual | null {
    return usualAt(this.hourly.get(keyOf(figure)) ?? [], now, hourOf);
  }

  private async readOne(figure: Figure, zone: string, now: number): Promise<void> {
    const query = new URLSearchParams({
      kind: figure.source.kind.id, metric: figure.metric.id, window: '1h', stat: 'mean', limit: '1000',
      from: new Date(now - days * 24 * hourMillis).toISOString(), to: new Date(now).toISOString(),
    });
    try {
      const { points } = await get<HistoryAnswer>(`/api/v1/zones/${encodeURIComponent(zone)}/history?${query.toString()}`);
      this.hourly.set(keyOf(figure), points.map((p) => [Date.parse(p.t), p.gap ? null : (p.value ?? null)]));
    } catch {
      // Without a band the figure stands as before; the next hour tries again.
    }
  }
}

function keyOf({ source, metric }: Figure): string {
  return `${source.kind.id}.${metric.id}`;
}
