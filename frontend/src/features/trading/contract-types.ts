import type { TradeRequest } from '@/lib/api/types';

export interface ContractSide {
  tradeType: TradeRequest['trade_type'];
  label: string;
  tone: 'rise' | 'fall';
  wins: string;
  winsWithEquals: string;
}

export interface ContractType {
  id: string;
  label: string;
  allowsEquals: boolean;
  sides: readonly ContractSide[];
}

/** What the ticket can sell; a new contract type is a new row. */
export const CONTRACT_TYPES: readonly ContractType[] = [
  {
    id: 'rise_fall',
    label: 'Rise/Fall',
    allowsEquals: true,
    sides: [
      {
        tradeType: 'RISE',
        label: 'Rise',
        tone: 'rise',
        wins: 'Wins if the exit price is above the entry price.',
        winsWithEquals: 'Wins if the exit price is at or above the entry price.',
      },
      {
        tradeType: 'FALL',
        label: 'Fall',
        tone: 'fall',
        wins: 'Wins if the exit price is below the entry price.',
        winsWithEquals: 'Wins if the exit price is at or below the entry price.',
      },
    ],
  },
];

export const DEFAULT_CONTRACT_TYPE = CONTRACT_TYPES[0] as ContractType;

export type Minutes = TradeRequest['expiry_minutes'];

export const EXPIRY_MINUTES: readonly Minutes[] = [1, 5, 15, 30, 60];
