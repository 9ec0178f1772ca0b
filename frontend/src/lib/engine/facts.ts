import { toWords } from '@/lib/format/words';

type Parameters = Record<string, number>;

interface FactInfo {
  label: string;
  /** What the number is held against; nothing while the parameters are not known. */
  threshold?: (parameters: Parameters) => string;
}

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 5 });

function at(parameters: Parameters, name: string): string {
  return number.format(parameters[name] ?? NaN);
}

const ATR: FactInfo = { label: 'Average true range' };

const FACTS: Record<string, Record<string, FactInfo>> = {
  breakout: {
    break_in_atr: {
      label: 'Break, in average true ranges',
      threshold: (p) => `votes from ${at(p, 'min_break')}, full strength at ${at(p, 'full_break')}`,
    },
    high: { label: 'Channel high', threshold: () => 'a rise needs a price above' },
    low: { label: 'Channel low', threshold: () => 'a fall needs a price below' },
    squeeze: {
      label: 'Squeezed lately',
      threshold: (p) => `counts for ${at(p, 'squeeze_memory')} candles`,
    },
    atr: ATR,
  },
  momentum: {
    gap_in_atr: {
      label: 'Gap of the averages, in average true ranges',
      threshold: () => 'above 0 for a rise, below for a fall',
    },
    histogram_in_atr: {
      label: 'MACD histogram, in average true ranges',
      threshold: (p) => `same side of 0, full strength at ${at(p, 'full_histogram')}`,
    },
    rsi: { label: 'RSI', threshold: regime },
    atr: ATR,
  },
  scalping: {
    z: {
      label: 'Distance from the mean, in deviations',
      threshold: (p) => `votes from ${at(p, 'min_z')}, full strength at ${at(p, 'full_z')}`,
    },
    imbalance: {
      label: 'Surplus of moves one way',
      threshold: (p) => `votes from ${at(p, 'min_imbalance')}, on the same side`,
    },
    ticks: { label: 'Ticks seen', threshold: (p) => `needs ${at(p, 'window')}` },
  },
};

function regime({ regime: wide = NaN, exhausted = NaN }: Parameters): string {
  const [up, down] = [50 + wide, 50 - wide].map((each) => number.format(each));
  const [most, least] = [50 + exhausted, 50 - exhausted].map((each) => number.format(each));
  return `rise from ${up}, fall to ${down}; spent from ${most} or to ${least}`;
}

export interface ShownFact {
  label: string;
  value: string;
  threshold?: string | undefined;
}

/** Put the facts of a vote in words: the name, the number, and what it is held against. */
export function explainFacts(
  strategy: string,
  facts: Record<string, string>,
  parameters?: Parameters,
): ShownFact[] {
  return Object.entries(facts)
    .filter(([name]) => name !== 'reason')
    .map(([name, value]) => {
      const info = FACTS[strategy]?.[name];
      return {
        label: info?.label ?? toWords(name),
        value: showNumber(value),
        threshold: parameters && info?.threshold?.(parameters),
      };
    });
}

// The engine writes five decimals; zeros at the end say nothing.
function showNumber(text: string): string {
  return /^-?\d+\.\d*0+$/.test(text) ? text.replace(/\.?0+$/, '') : text;
}
