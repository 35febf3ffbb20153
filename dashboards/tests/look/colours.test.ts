import { describe, expect, it } from 'vitest';
import tokens from '../../src/look/tokens.css?raw';
import { palette } from '../../src/look/theme';
import { difference, visions } from './colour-vision';

function token(name: string): string {
  return new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(tokens)?.[1] ?? '';
}

const meanings = ['critical', 'major', 'minor', 'info', 'stale'] as const;

describe('colours', () => {
  it('are those that were agreed on', () => {
    expect(Object.fromEntries(['bg', 'panel', ...meanings].map((name) => [name, token(name)]))).toEqual({
      bg: '#22262b', panel: '#2b3036', critical: '#ff6a5e', major: '#ffc21a', minor: '#6cb8ff', info: '#eef1f4', stale: '#7d848b',
    });
  });

  it('on the map are those of the page', () => {
    const { severity, stale, ground } = palette('dark');
    expect({ ...severity, stale, bg: ground }).toEqual(Object.fromEntries(['critical', 'major', 'minor', 'info', 'stale', 'bg'].map((name) => [name, token(name)])));
  });

  for (const vision of visions) {
    it(`of any two meanings differ by ΔE 29 in ${vision} vision`, () => {
      const near = meanings.flatMap((a, i) => meanings.slice(i + 1).map((b) => ({ a, b, by: difference(token(a), token(b), vision) }))).filter(({ by }) => Math.round(by) < 29);
      expect(near).toEqual([]);
    });

    it(`of any two severities differ by ΔE 35 and more in ${vision} vision: they stand beside each other, old data is hatched besides`, () => {
      const severities = meanings.filter((name) => name !== 'stale');
      const least = Math.min(...severities.flatMap((a, i) => severities.slice(i + 1).map((b) => difference(token(a), token(b), vision))));
      expect(least).toBeGreaterThan(35);
    });
  }
});
