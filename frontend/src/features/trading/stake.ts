const SHAPE = /^\d{1,6}(\.\d{1,2})?$/;

/** Count the cents of a decimal string without ever touching floats. */
export function toCents(amount: string): bigint | null {
  if (!SHAPE.test(amount)) return null;
  const [whole = '0', cents = ''] = amount.split('.');
  return BigInt(whole) * 100n + BigInt(cents.padEnd(2, '0'));
}

export interface StakeLimits {
  min: string;
  max: string;
}

/** Say what is wrong with a stake, or nothing. */
export function stakeProblem(stake: string, { min, max }: StakeLimits): string | undefined {
  const cents = toCents(stake.trim());
  if (cents === null) return 'Enter an amount with at most two decimals, such as 10.00.';
  const lowest = toCents(min);
  const highest = toCents(max);
  if (lowest !== null && cents < lowest) return `The smallest stake is ${min}.`;
  if (highest !== null && cents > highest) return `Your largest stake is ${max}.`;
  return undefined;
}

/** Write a valid stake with two decimals, as the API counts it. */
export function normalizeStake(stake: string): string {
  const cents = (toCents(stake.trim()) ?? 0n).toString().padStart(3, '0');
  return `${cents.slice(0, -2)}.${cents.slice(-2)}`;
}
