import type { Socket } from '@/lib/live/live-socket';

/** A socket the test opens, feeds and closes by hand. */
export class FakeSocket implements Socket {
  readyState = 0;
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  readonly sent: { action: string; symbols?: string[]; seq?: number }[] = [];

  isDeaf = false;

  constructor(readonly url: string) {}

  send(text: string): void {
    const message = JSON.parse(text) as (typeof this.sent)[number];
    this.sent.push(message);
    if (message.action === 'ping' && !this.isDeaf) this.receive({ type: 'pong', seq: null });
  }

  close(): void {
    this.readyState = 3;
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.call(this as never, new Event('open'));
  }

  lose(): void {
    this.readyState = 3;
    this.onclose?.call(this as never, new CloseEvent('close'));
  }

  receive(frame: object): void {
    const event = new MessageEvent('message', { data: JSON.stringify(frame) });
    this.onmessage?.call(this as never, event);
  }

  tick(symbol: string, epoch: number, quote: string): void {
    this.receive({ type: 'tick', data: { symbol, epoch, quote } });
  }

  actions(action: string) {
    return this.sent.filter((message) => message.action === action);
  }
}
