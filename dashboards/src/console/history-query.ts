/** What a chart is about: `device:cam-000017:vehicles` or `zone:vung-tau:camera.vehicles` in the address. */
export interface HistorySubject {
  readonly of: 'device' | 'zone';
  readonly id: string;
  readonly kind: string | null;
  readonly metric: string | null;
}

export function subjectOf(text: string | null): HistorySubject | null {
  const [of, id, what = ''] = (text ?? '').split(':');
  if ((of !== 'device' && of !== 'zone') || !id) {
    return null;
  }

  const [kind, metric] = of === 'zone' ? what.split('.', 2) : [null, what];
  return { of, id, kind: kind || null, metric: metric || null };
}

export function textOf({ of, id, kind, metric }: HistorySubject): string {
  return `${of}:${id}:${of === 'zone' ? `${kind ?? ''}.${metric ?? ''}` : (metric ?? '')}`;
}

export const hourSpans = [1, 6, 24] as const;
export const daySpans = [7, 30] as const;

/** The shortest window that keeps a chart of so many hours near a thousand points. */
export function windowFor(hours: number): string {
  return hours <= 24 ? '1m' : hours <= 24 * 7 ? '15m' : '1h';
}

export function pathOf(subject: HistorySubject, fromMillis: number, toMillis: number, window: string, format: 'json' | 'csv', cursor: string | null = null): string {
  const query = new URLSearchParams({
    ...(subject.of === 'zone' ? { kind: subject.kind ?? '' } : {}),
    metric: subject.metric ?? '', window, stat: 'mean,min,max', format,
    from: new Date(fromMillis).toISOString(), to: new Date(toMillis).toISOString(),
    ...(format === 'json' ? { limit: '10000' } : {}),
    ...(cursor === null ? {} : { cursor }),
  });
  return `/api/v1/${subject.of}s/${encodeURIComponent(subject.id)}/history?${query.toString()}`;
}

export interface HistoryPoint {
  readonly t: string;
  readonly gap?: boolean;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** Columns for the chart: seconds, mean, least, most. A gap is null and stays a hole in the line. */
export function columnsOf(points: readonly HistoryPoint[]): [number[], (number | null)[], (number | null)[], (number | null)[]] {
  const at = (value: number | null | undefined): number | null => value ?? null;
  return [
    points.map((p) => Date.parse(p.t) / 1000),
    points.map((p) => (p.gap ? null : at(p.mean))),
    points.map((p) => (p.gap ? null : at(p.min))),
    points.map((p) => (p.gap ? null : at(p.max))),
  ];
}
