import type { Tick } from './frames';

export type TickListener = (tick: Tick) => void;

interface Subscription {
  listeners: Set<TickListener>;
  last?: Tick;
}

/** Count who wants which symbol, and replay the last tick to whoever joins. */
export class Subscriptions {
  #bySymbol = new Map<string, Subscription>();

  get symbols(): string[] {
    return [...this.#bySymbol.keys()];
  }

  /** Return true when this is the symbol's first listener. */
  add(symbol: string, listener: TickListener): boolean {
    const known = this.#bySymbol.get(symbol);
    if (!known) {
      this.#bySymbol.set(symbol, { listeners: new Set([listener]) });
      return true;
    }
    known.listeners.add(listener);
    if (known.last) listener(known.last);
    return false;
  }

  /** Return true when nobody listens to the symbol any more. */
  remove(symbol: string, listener: TickListener): boolean {
    const known = this.#bySymbol.get(symbol);
    if (!known?.listeners.delete(listener) || known.listeners.size > 0) return false;
    return this.#bySymbol.delete(symbol);
  }

  last(symbol: string): Tick | undefined {
    return this.#bySymbol.get(symbol)?.last;
  }

  /** Hand a tick on unless a newer or the same one came before, as in a roll-over. */
  publish(tick: Tick): void {
    const known = this.#bySymbol.get(tick.symbol);
    if (!known || (known.last && tick.epoch <= known.last.epoch)) return;
    known.last = tick;
    known.listeners.forEach((listener) => listener(tick));
  }
}
