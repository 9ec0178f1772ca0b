const SYMBOLS: Record<string, string> = { USD: '$', EUR: '€', GBP: '£' };

/** Show the server's decimal string as money; digits are grouped, never parsed or rounded. */
export function formatMoney(amount: string, currency = 'USD'): string {
  const [, sign = '', whole = '', rest = ''] = /^([+-]?)(\d+)(\.\d+)?$/.exec(amount) ?? [];
  if (!whole) return `${amount} ${currency}`;
  const symbol = SYMBOLS[currency];
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',') + rest;
  const minus = sign === '-' ? '−' : sign;
  return symbol ? `${minus}${symbol}${digits}` : `${minus}${digits} ${currency}`;
}

/** Show a gain or loss with its sign always written. */
export function formatSignedMoney(amount: string, currency = 'USD'): string {
  const sign = isZero(amount) || amount.startsWith('-') || amount.startsWith('+') ? '' : '+';
  return formatMoney(`${sign}${amount}`, currency);
}

export function isZero(amount: string): boolean {
  return /^[+-]?0*(\.0*)?$/.test(amount);
}

export function isNegative(amount: string): boolean {
  return amount.startsWith('-') && !isZero(amount);
}

/** Show a rate such as `0.5263` as `52.63 %`. */
export function formatPercent(rate: string | number, digits = 2): string {
  return new Intl.NumberFormat('en', {
    style: 'percent',
    minimumFractionDigits: 0,
    maximumFractionDigits: digits,
  }).format(Number(rate));
}
