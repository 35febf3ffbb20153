/** Colours for what is drawn on a canvas, where style sheets do not reach. The same values stand in tokens.css. */
import type { Severity } from '../live/wire';

export type ThemeName = 'dark' | 'light';

export interface Palette {
  readonly ground: string;
  readonly land: string;
  readonly border: string;
  readonly outline: string;
  readonly stale: string;
  readonly text: string;
  readonly halo: string;
  readonly chipText: string;
  readonly severity: Readonly<Record<Severity, string>>;
}

const severity = { critical: '#ff6a5e', major: '#ffc21a', minor: '#6cb8ff', info: '#eef1f4' } as const;

const palettes: Record<ThemeName, Palette> = {
  dark: {
    ground: '#22262b', land: '#343a41', border: '#4b535b', outline: '#626b74', stale: '#7d848b',
    text: '#e3e7ea', halo: '#22262b', chipText: '#15181b', severity,
  },
  light: {
    ground: '#dfe3e6', land: '#f1f3f4', border: '#b4bbc1', outline: '#8b949c', stale: '#7d848b',
    text: '#22272c', halo: '#f1f3f4', chipText: '#15181b', severity: { ...severity, info: '#ffffff' },
  },
};

export function themeOf(search: string): ThemeName {
  return new URLSearchParams(search).get('theme') === 'light' ? 'light' : 'dark';
}

export function palette(theme: ThemeName): Palette {
  return palettes[theme];
}
