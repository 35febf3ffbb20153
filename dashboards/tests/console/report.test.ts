import { describe, expect, it } from 'vitest';
import { meanOfAll, reportOf } from '../../src/console/report';

describe('monthly report', () => {
  it('the address names owner and month; an owner may hold any letters, the month is this one where none stands', () => {
    expect(reportOf('Công an: TP Vũng Tàu:2026-10', '2026-11')).toEqual({ owner: 'Công an: TP Vũng Tàu', month: '2026-10' });
    expect(reportOf('Sở Y tế', '2026-11')).toEqual({ owner: 'Sở Y tế', month: '2026-11' });
    expect(reportOf('Sở Y tế:2026-13', '2026-11').owner).toBe('Sở Y tế:2026-13');
    expect(reportOf(null, '2026-11')).toEqual({ owner: '', month: '2026-11' });
  });

  it('a device without hours is in no mean', () => {
    const none = { valid: null, complete: null, clean: null, live: null };
    expect(meanOfAll([{ ...none, live: 1 }, none, { ...none, live: 0.5 }], 'live')).toBe(0.75);
    expect(meanOfAll([none], 'live')).toBeNull();
  });
});
