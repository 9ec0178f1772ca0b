import { backoffDelay } from './backoff';
import {
  isDelivered,
  parseFrame,
  ticksOf,
  type Frame,
  type FrameData,
  type FrameType,
  type Tick,
} from './frames';
import { Sequence } from './sequence';
import { ServerClock } from './server-clock';
import { Subscriptions, type TickListener } from './subscriptions';

export type LiveStatus = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'offline';
export type Socket = Pick<
  WebSocket,
  'send' | 'close' | 'readyState' | 'onopen' | 'onmessage' | 'onclose'
>;

export interface LiveParts {
  /** Ask for a one-time ticket and return the address it opens. */
  requestUrl: (accountId: string) => Promise<string>;
  createSocket: (url: string) => Socket;
  random: () => number;
}

const DIAL_MS = 10_000;
const CHECK_MS = 10_000;
/** How long a socket may be silent before it is asked whether it lives; ticks come every second or two. */
const SILENT_MS = { watching: 20_000, idle: 4 * 60_000 };
const ROLL_OVER_MS = 110 * 60_000;
const SPREAD_MS = 4 * 60_000;
const OVERLAP_MS = 5_000;
const OFFLINE_AFTER = 3;
const OPEN = 1;

type Listeners = { [K in FrameType]?: Set<(data: FrameData[K]) => void> };

/** Keep one socket per account alive: counted subscriptions, resume, back-off, roll-over. */
export class LiveSocket {
  readonly clock = new ServerClock();
  #status: LiveStatus = 'idle';
  #accountId: string | null = null;
  #dialling = 0;
  #attempt = 0;
  #heardAt = 0;
  #socket: Socket | null = null;
  #retiring: Socket | null = null;
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #sequence = new Sequence();
  #subscriptions = new Subscriptions();
  #listeners: Listeners = {};
  #statusListeners = new Set<() => void>();

  constructor(private readonly parts: LiveParts) {}

  readonly onStatus = (listener: () => void): (() => void) => {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  };

  readonly getStatus = (): LiveStatus => this.#status;

  lastTick(symbol: string): Tick | undefined {
    return this.#subscriptions.last(symbol);
  }

  open(accountId: string): void {
    if (this.#accountId === accountId) return;
    this.close();
    this.#accountId = accountId;
    this.#sequence.restart(0);
    this.#setStatus('connecting');
    void this.#dial();
  }

  close(): void {
    this.#accountId = null;
    this.#dialling += 1;
    this.#attempt = 0;
    this.#clearTimers();
    this.#drop(this.#socket);
    this.#socket = null;
    this.#setStatus('idle');
  }

  /** Try again at once: the network came back or the page became visible. */
  wake(): void {
    if (this.#socket) this.#send({ action: 'ping' });
    if (!this.#accountId || this.#socket) return;
    this.#attempt = 0;
    this.#clearTimers();
    void this.#dial();
  }

  on<K extends FrameType>(type: K, listener: (data: FrameData[K]) => void): () => void {
    const listeners = (this.#listeners[type] ??= new Set() as never) as Set<typeof listener>;
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Listen to a symbol's ticks; the last known one is replayed at once. */
  watch(symbol: string, listener: TickListener): () => void {
    const isFirst = this.#subscriptions.add(symbol, listener);
    if (isFirst) this.#send({ action: 'subscribe', symbols: [symbol] });
    return () => {
      const isUnwanted = this.#subscriptions.remove(symbol, listener);
      if (isUnwanted) this.#send({ action: 'unsubscribe', symbols: [symbol] });
    };
  }

  async #dial(): Promise<void> {
    const dial = ++this.#dialling;
    const isStale = () => dial !== this.#dialling;
    const giveUp = () => {
      if (isStale()) return;
      this.#dialling += 1;
      this.#dialLater();
    };
    this.#after(DIAL_MS, giveUp);
    try {
      const url = await this.parts.requestUrl(this.#accountId ?? '');
      if (isStale()) return;
      const socket = this.parts.createSocket(url);
      socket.onopen = () => (isStale() ? this.#drop(socket) : this.#promote(socket));
      socket.onclose = giveUp;
    } catch {
      giveUp();
    }
  }

  #promote(socket: Socket): void {
    const previous = this.#socket;
    this.#socket = socket;
    this.#attempt = 0;
    this.#clearTimers();
    socket.onmessage = (event: MessageEvent<string>) => this.#receive(event.data);
    socket.onclose = () => this.#lose(socket);
    this.#restore();
    this.#heardAt = Date.now();
    this.#checkLater(socket);
    this.#after(ROLL_OVER_MS - this.parts.random() * SPREAD_MS, () => void this.#dial());
    this.#retire(previous);
    this.#setStatus('live');
  }

  // The old socket keeps delivering until the new one's subscriptions surely work.
  #retire(socket: Socket | null): void {
    if (!socket) return;
    socket.onclose = null;
    this.#retiring = socket;
    this.#after(OVERLAP_MS, () => this.#dropRetiring());
  }

  #dropRetiring(): void {
    this.#drop(this.#retiring);
    this.#retiring = null;
  }

  #restore(): void {
    const { symbols } = this.#subscriptions;
    if (symbols.length) this.#send({ action: 'subscribe', symbols });
    if (this.#sequence.last) this.#send({ action: 'resume', seq: this.#sequence.last });
    else this.#emit('snapshot', {});
  }

  #lose(socket: Socket): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.#clearTimers();
    this.#dialLater();
  }

  #dialLater(): void {
    const delay = backoffDelay(this.#attempt, this.parts.random);
    this.#attempt += 1;
    if (!this.#socket) this.#setStatus(this.#attempt > OFFLINE_AFTER ? 'offline' : 'reconnecting');
    this.#after(delay, () => void this.#dial());
  }

  #receive(text: string): void {
    this.#heardAt = Date.now();
    const frame = parseFrame(text);
    if (!frame) return;
    if (frame.ts !== undefined) this.clock.observe(frame.ts, Date.now());
    if (frame.type === 'tick')
      ticksOf(frame.data).forEach((tick) => this.#subscriptions.publish(tick));
    else if (frame.type === 'snapshot') this.#restart(frame);
    else if (isDelivered(frame.type)) this.#deliver(frame, frame.type);
  }

  #restart(frame: Frame): void {
    if (frame.seq) this.#sequence.restart(frame.seq);
    this.#emit('snapshot', (frame.data ?? {}) as FrameData['snapshot']);
  }

  #deliver(frame: Frame, type: FrameType): void {
    const verdict = frame.seq ? this.#sequence.judge(frame.seq) : 'deliver';
    if (verdict === 'duplicate') return;
    if (verdict === 'gap') {
      this.#send({ action: 'resume', seq: this.#sequence.last });
      return;
    }
    this.#emit(type, frame.data as never);
    if (verdict === 'lost') this.#emit('snapshot', {});
  }

  #emit<K extends FrameType>(type: K, data: FrameData[K]): void {
    const listeners = this.#listeners[type];
    listeners?.forEach((listener) => listener(data));
  }

  #send(message: object): void {
    if (this.#socket?.readyState === OPEN) this.#socket.send(JSON.stringify(message));
  }

  // A line may be dead long before the browser notices; an unanswered ping tells.
  #checkLater(socket: Socket): void {
    this.#after(CHECK_MS, () => {
      const limit = this.#subscriptions.symbols.length ? SILENT_MS.watching : SILENT_MS.idle;
      const silence = Date.now() - this.#heardAt;
      if (silence >= limit + CHECK_MS) {
        this.#drop(socket);
        this.#lose(socket);
        return;
      }
      if (silence >= limit) this.#send({ action: 'ping' });
      this.#checkLater(socket);
    });
  }

  #after(delay: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, delay);
    this.#timers.add(timer);
  }

  #clearTimers(): void {
    this.#timers.forEach(clearTimeout);
    this.#timers.clear();
    this.#dropRetiring();
  }

  #drop(socket: Socket | null): void {
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #setStatus(status: LiveStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#statusListeners.forEach((listener) => listener());
  }
}
