import { describe, expect, test } from 'vitest';
import { normalizeStake, stakeProblem } from '@/features/trading/stake';

const LIMITS = { min: '0.35', max: '1000.00' };

describe('stake', () => {
  test.each(['0.35', '1000', '1000.00', '10.5', ' 7 '])('%s is accepted', (stake) => {
    expect(stakeProblem(stake, LIMITS)).toBeUndefined();
  });

  test.each(['0.34', '1000.01', '1.234', 'NaN', '', '-5', '1e2', '1,5'])(
    '%s is refused',
    (stake) => {
      expect(stakeProblem(stake, LIMITS)).toBeTruthy();
    },
  );

  test.each([
    ['10', '10.00'],
    ['0.5', '0.50'],
    ['007.25', '7.25'],
  ])('%s is sent as %s', (stake, sent) => {
    expect(normalizeStake(stake)).toBe(sent);
  });
});
