const WINDOW = 20;

/** Estimate the server's clock from frame times; the least delayed frame decides. */
export class ServerClock {
  #offsets: number[] = [];

  observe(ts: string | number, receivedAt: number): void {
    const sentAt = typeof ts === 'number' ? toMilliseconds(ts) : Date.parse(ts);
    if (Number.isNaN(sentAt)) return;
    this.#offsets = [...this.#offsets.slice(1 - WINDOW), sentAt - receivedAt];
  }

  now(): number {
    return Date.now() + (this.#offsets.length ? Math.max(...this.#offsets) : 0);
  }
}

function toMilliseconds(ts: number): number {
  return ts < 1e11 ? ts * 1000 : ts;
}
