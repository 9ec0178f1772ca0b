import type { Tick } from '@/lib/live/frames';

const KEPT = 600;

/** Remember recent ticks of one symbol, so that switching the view loses none. */
export class TickHistory {
  #ticks: Tick[] = [];

  get ticks(): readonly Tick[] {
    return this.#ticks;
  }

  add(tick: Tick): void {
    if (tick.epoch <= (this.#ticks.at(-1)?.epoch ?? 0)) return;
    this.#ticks = [...this.#ticks.slice(1 - KEPT), tick];
  }
}
