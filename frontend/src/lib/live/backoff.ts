const BASE_MS = 500;
const CAP_MS = 30_000;

/** Wait between half and all of an exponentially growing step, at most 30 s. */
export function backoffDelay(attempt: number, random: () => number): number {
  const step = Math.min(CAP_MS, BASE_MS * 2 ** attempt);
  return step / 2 + (random() * step) / 2;
}
