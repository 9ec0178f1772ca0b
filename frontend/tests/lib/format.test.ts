import { describe, expect, test } from 'vitest';
import { formatAgo, formatCountdown } from '@/lib/format/date';
import { formatMoney, formatPercent, formatSignedMoney } from '@/lib/format/money';
import { explainReason } from '@/lib/format/words';

describe('money', () => {
  test.each([
    ['10000.00', '$10,000.00'],
    ['0.35', '$0.35'],
    ['-12.40', '−$12.40'],
    ['9007199254740993.10', '$9,007,199,254,740,993.10'],
    ['100', '$100'],
  ])('%s is shown as %s, digit by digit', (amount, shown) => {
    expect(formatMoney(amount)).toBe(shown);
  });

  test('a currency without a sign is written after the amount', () => {
    expect(formatMoney('1234.50', 'AUD')).toBe('1,234.50 AUD');
  });

  test.each([
    ['9.50', '+$9.50'],
    ['-10.00', '−$10.00'],
    ['0.00', '$0.00'],
  ])('a result of %s is shown as %s', (amount, shown) => {
    expect(formatSignedMoney(amount)).toBe(shown);
  });

  test('what is not an amount is shown as it came', () => {
    expect(formatMoney('n/a', 'USD')).toBe('n/a USD');
  });
});

test('a rate is shown as a percentage', () => {
  expect(formatPercent('0.5263')).toBe('52.63%');
});

test.each([
  [61_000, '1:01'],
  [59_200, '1:00'],
  [900, '0:01'],
  [-5_000, '0:00'],
])('%i ms left count down as %s', (left, shown) => {
  expect(formatCountdown(left)).toBe(shown);
});

test('times past are said in their largest unit', () => {
  const now = Date.parse('2026-11-24T02:00:00Z');
  expect(formatAgo('2026-11-24T01:58:00Z', now)).toBe('2 minutes ago');
  expect(formatAgo('2026-11-23T01:00:00Z', now)).toBe('yesterday');
  expect(formatAgo('2026-11-24T02:00:00Z', now)).toBe('now');
});

test('an unknown reason falls back to the words of the server', () => {
  expect(explainReason('SOMETHING_NEW', 'The server says why.')).toBe('The server says why.');
});
