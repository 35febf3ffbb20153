import { describe, expect, it } from 'vitest';
import { commandOf } from '../../src/console/keyboard';
import { matching } from '../../src/console/search';
import { vi } from '../../src/i18n/vi';
import { contextOf } from '../../src/live/context';
import { buildView } from '../../src/live/view';
import { some } from '../some';

const press = (key: string, over: Partial<KeyboardEvent> = {}) => ({ key, ctrlKey: false, altKey: false, metaKey: false, ...over });

describe('commandOf', () => {
  it('knowsTheKeys_inBothCases', () => {
    expect(['j', 'K', 'a', 'S', 'c', 'h', 'x', 'm', '/', '?'].map((k) => commandOf(press(k), false)))
      .toEqual(['next', 'previous', 'acknowledge', 'assign', 'comment', 'shelve', 'close', 'mark', 'search', 'help']);
  });

  it('isSilentWhileTyping_andWithModifiers', () => {
    expect(commandOf(press('x'), true)).toBeNull();
    expect(commandOf(press('c', { ctrlKey: true }), false)).toBeNull();
    expect(commandOf(press('q'), false)).toBeNull();
  });
});

describe('matching', () => {
  const state = some.state();
  state.apply(some.frame({ alerts: [some.alert('a', { title: { vi: 'Ngập đường Hạ Long', en: 'Flooded' } }), some.alert('b')] }));
  const view = buildView(state, { lost: false, lostSince: null, lastFrameAt: 1, sentAt: 1, clockOffset: 0, refusal: null, keyWanted: false, recovered: null }, 0);
  const c = contextOf(view, 'live', vi, 'vi', 1);
  const found = (typed: string): string[] => matching(view.alerts, typed, c).map((a) => a.alert.id);

  it('foldsDiacritics_andWantsEveryWord', () => {
    expect(found('ngap ha long')).toEqual(['a']);
    expect(found('bai sau')).toHaveLength(2);
    expect(found('ngap khong co')).toEqual([]);
    expect(found('  ')).toHaveLength(2);
  });
});
