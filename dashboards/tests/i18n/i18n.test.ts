import { describe, expect, it } from 'vitest';
import { en } from '../../src/i18n/en';
import { fold } from '../../src/i18n/fold';
import { Format } from '../../src/i18n/format';
import { languageOf, say } from '../../src/i18n/language';
import { vi } from '../../src/i18n/vi';

const at = Date.parse('2026-11-22T07:05:37Z');

describe('catalogues', () => {
  it('everyText_isThere_inBothLanguages', () => {
    for (const [key, text] of Object.entries(vi)) {
      const other = en[key as keyof typeof en];
      expect(typeof other, key).toBe(typeof text);
      if (typeof text === 'function') {
        const sample = ['ONE', 'TWO', 'THREE'];
        const used = (f: unknown): string[] => sample.filter((s) => (f as (...a: string[]) => string)(...sample).includes(s));
        expect(used(other), key).toEqual(used(text));
      }
    }
  });

  it('vietnamese_isComposed', () => {
    const texts = Object.values(vi).filter((t): t is Extract<typeof t, string> => typeof t === 'string');
    expect(texts.filter((t) => t !== t.normalize('NFC'))).toEqual([]);
  });

  it('language_isVietnameseUnlessAskedOtherwise', () => {
    expect(languageOf('')).toBe('vi');
    expect(languageOf('?lang=en&d=3')).toBe('en');
    expect(languageOf('?lang=xx')).toBe('vi');
    expect(say({ vi: 'Phường', en: '' }, 'en')).toBe('Phường');
  });
});

describe('fold', () => {
  it('foldsDiacritics_andTheStrokedD', () => {
    expect(fold('Ngập úng đường Điện Biên Phủ')).toBe('ngap ung duong dien bien phu');
  });
});

describe('Format', () => {
  const f = new Format('vi', 'Asia/Ho_Chi_Minh');
  const e = new Format('en', 'Asia/Ho_Chi_Minh');

  it('numbers_followTheLanguage', () => {
    expect(f.number(1234.56, 1)).toBe('1.234,6');
    expect(e.number(1234.56, 1)).toBe('1,234.6');
    expect(f.limit(150)).toBe('150');
    expect(f.limit(3.25)).toBe('3,25');
  });

  it('aValueThatIsNotThere_isADash_neverZero', () => {
    expect([null, undefined, NaN, Infinity].map((v) => f.number(v, 1))).toEqual(['–', '–', '–', '–']);
    expect(f.number(-0.04, 1)).toBe('0,0');
  });

  it('clock_isTheCitys', () => {
    expect(f.clock(at)).toBe('14:05:37');
    expect(new Format('en', 'UTC').clock(at)).toBe('07:05:37');
  });

  it('moment_namesTheDay_whenItIsNotToday', () => {
    expect(f.moment(at, at + 3_600_000)).toBe('14:05:37');
    expect(f.moment(at - 86_400_000, at)).toMatch(/21.11.* 14:05:37/);
  });

  it('ages_areShort', () => {
    expect(f.stopwatch(45_900)).toBe('0:45');
    expect(f.stopwatch(3 * 3_600_000 + 61_000)).toBe('3:01:01');
    expect(f.age(5000)).toBe('5 giây');
    expect(f.age(190_000)).toBe('3 phút');
    expect(e.age(7_300_000)).toMatch(/^2 hrs?$/);
    expect(f.seconds(-20)).toBe('0,0 s');
  });
});
