import { describe, expect, it } from 'vitest';
import { Silencer, silenceMillis } from '../../src/sound/silence';

describe('Silencer', () => {
  it('soundsOnlyForUnacknowledgedCriticals', () => {
    const silencer = new Silencer();
    expect(silencer.state([], true, 0)).toBe('calm');
    expect(silencer.state(['a'], true, 0)).toBe('sounding');
  });

  it('silence_endsAfterTwoMinutes', () => {
    const silencer = new Silencer();
    silencer.silence('An', 'đang xử lý', ['a'], 1000);
    expect(silencer.state(['a'], true, 1000 + silenceMillis - 1)).toBe('silenced');
    expect(silencer.holding(['a'], 1000 + silenceMillis - 1)).toMatchObject({ by: 'An', reason: 'đang xử lý' });
    expect(silencer.state(['a'], true, 1000 + silenceMillis)).toBe('sounding');
  });

  it('silence_isBrokenByANewCritical_andStaysBroken', () => {
    const silencer = new Silencer();
    silencer.silence('An', 'x', ['a', 'b'], 0);
    expect(silencer.state(['b'], true, 1)).toBe('silenced');
    expect(silencer.state(['b', 'c'], true, 2)).toBe('sounding');
    expect(silencer.state(['b'], true, 3)).toBe('sounding');
  });

  it('silence_isOverWhenNothingIsLeftToSilence', () => {
    const silencer = new Silencer();
    silencer.silence('An', 'x', ['a'], 0);
    expect(silencer.state([], true, 1)).toBe('calm');
    expect(silencer.state(['a'], true, 2)).toBe('sounding');
  });

  it('aBrowserThatHoldsTheSoundBack_isSaidInAnyCase', () => {
    const silencer = new Silencer();
    expect(silencer.state([], false, 0)).toBe('blocked');
    silencer.silence('An', 'x', ['a'], 0);
    expect(silencer.state(['a'], false, 1)).toBe('blocked');
  });
});
