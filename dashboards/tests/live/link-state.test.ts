import { describe, expect, it } from 'vitest';
import { contextOf } from '../../src/live/context';
import { linkState } from '../../src/live/link-state';
import { RetryDelay } from '../../src/live/retry-delay';
import { buildView, type LinkView } from '../../src/live/view';
import { vi } from '../../src/i18n/vi';
import { some } from '../some';

const link = (over: Partial<LinkView>): LinkView => ({ lost: false, lostSince: null, lastFrameAt: null, sentAt: null, clockOffset: 0, refusal: null, keyWanted: false, recovered: null, ...over });

describe('linkState', () => {
  it('beforeTheFirstFrame_isConnecting_orLostOnceAnAttemptFailed', () => {
    expect(linkState(null, 0)).toBe('connecting');
    expect(linkState(link({}), 0)).toBe('connecting');
    expect(linkState(link({ lost: true }), 0)).toBe('lost');
  });

  it('framesWithinTwoSeconds_areLive_withinOneWhereTheSocketBroke', () => {
    expect(linkState(link({ lastFrameAt: 10_000, lost: true }), 11_000)).toBe('live');
    expect(linkState(link({ lastFrameAt: 10_000, lost: true }), 11_001)).toBe('lost');
    expect(linkState(link({ lastFrameAt: 10_000 }), 12_000)).toBe('live');
    expect(linkState(link({ lastFrameAt: 10_000 }), 12_001)).toBe('lost');
  });
});

describe('contextOf', () => {
  it('live_runsOnFromTheServersStamp_lost_standsStill', () => {
    const view = buildView(some.state(), link({ lastFrameAt: 50_000, sentAt: 1_000_000 }), 1_000_000);
    expect(contextOf(view, 'live', vi, 'vi', 51_500).now).toBe(1_001_500);
    expect(contextOf(view, 'lost', vi, 'vi', 90_000).now).toBe(1_000_000);
  });

  it('replay_showsTheDatasClock', () => {
    const state = some.state();
    state.city = some.city({ clock: 'data' });
    const view = buildView(state, link({ lastFrameAt: 50_000, sentAt: 1_000_000 }), 777);
    expect(contextOf(view, 'live', vi, 'vi', 51_500).now).toBe(777);
  });
});

describe('RetryDelay', () => {
  it('growsToThreeSecondsAtMost_andStartsOver', () => {
    const delay = new RetryDelay(() => 1);
    expect([1, 2, 3, 4, 5, 6].map(() => delay.next())).toEqual([250, 500, 1000, 2000, 3000, 3000]);
    delay.reset();
    expect(delay.next()).toBe(250);
  });

  it('isSpreadByChance', () => {
    expect(new RetryDelay(() => 0).next()).toBe(125);
  });
});
