import type { SessionIn, SessionSettings } from '@/lib/api/types';

/** A staking plan as a form holds it. */
export interface StakingValues {
  kind: SessionIn['staking']['kind'];
  stake: string;
  share_percent: string;
}

export const STAKING_VALUES: StakingValues = { kind: 'fixed', stake: '1.00', share_percent: '1' };

/** Read a plan into a form. */
export function stakingOf({ kind, stake, balance_share }: SessionSettings['staking']) {
  const share_percent = String(Math.round(Number(balance_share) * 10_000) / 100);
  return { kind, stake, share_percent } satisfies StakingValues;
}

/** Write a plan as a request names it. */
export function stakingBody({ kind, stake, share_percent }: StakingValues): SessionIn['staking'] {
  if (kind === 'percentage')
    return { kind, stake: '1.00', balance_share: (Number(share_percent) / 100).toFixed(4) };
  return { kind, stake, balance_share: '0.0100' };
}

/** The form's fields for those of the server's `staking`. */
export const STAKING_FIELDS: Record<string, keyof StakingValues> = {
  'staking.kind': 'kind',
  'staking.stake': 'stake',
  'staking.balance_share': 'share_percent',
};
