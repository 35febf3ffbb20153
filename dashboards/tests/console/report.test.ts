import { describe, expect, it } from 'vitest';
import { meanOfAll, monthSpan, offsetOf, reportOf } from '../../src/console/report';

describe('monthly report', () => {
  it('the address names owner and month; an owner may hold any letters, the month is this one where none stands', () => {
    expect(reportOf('Công an: TP Vũng Tàu:2026-10', '2026-11')).toEqual({ owner: 'Công an: TP Vũng Tàu', month: '2026-10' });
    expect(reportOf('Sở Y tế', '2026-11')).toEqual({ owner: 'Sở Y tế', month: '2026-11' });
    expect(reportOf('Sở Y tế:2026-13', '2026-11').owner).toBe('Sở Y tế:2026-13');
    expect(reportOf(null, '2026-11')).toEqual({ owner: '', month: '2026-11' });
  });

  it('a month begins at the midnight of the city', () => {
    const offset = offsetOf('Asia/Ho_Chi_Minh', Date.UTC(2026, 10, 22));
    expect(offset).toBe(420);
    const { from, to } = monthSpan('2026-12', offset);
    expect([new Date(from).toISOString(), new Date(to).toISOString()]).toEqual(['2026-11-30T17:00:00.000Z', '2026-12-31T17:00:00.000Z']);
    expect(offsetOf('UTC', 0)).toBe(0);
  });

  it('a device without hours is in no mean', () => {
    const none = { valid: null, complete: null, clean: null, live: null };
    expect(meanOfAll([{ ...none, live: 1 }, none, { ...none, live: 0.5 }], 'live')).toBe(0.75);
    expect(meanOfAll([none], 'live')).toBeNull();
  });
});
