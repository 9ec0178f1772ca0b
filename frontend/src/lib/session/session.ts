/** The access token lives in memory only; this hint merely says a refresh cookie may exist. */
const HINT_KEY = 'nexus.signed-in';

export type SessionState =
  { status: 'restoring' } | { status: 'anonymous' } | { status: 'signed-in'; token: string };

export interface TokenAnswer {
  access_token: string;
}

export interface SessionParts {
  requestTokens: () => Promise<TokenAnswer | null>;
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  locks?: LockManager | undefined;
  channel?: BroadcastChannel | undefined;
}

/** Hold the access token and renew it, once, however many requests or tabs ask. */
export class Session {
  #state: SessionState;
  #listeners = new Set<() => void>();
  #refreshing: Promise<string | null> | null = null;

  constructor(private readonly parts: SessionParts) {
    this.#state = { status: parts.storage.getItem(HINT_KEY) ? 'restoring' : 'anonymous' };
    parts.channel?.addEventListener('message', (event: MessageEvent<string | null>) =>
      this.#set(event.data),
    );
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getState = (): SessionState => this.#state;

  get token(): string | null {
    return this.#state.status === 'signed-in' ? this.#state.token : null;
  }

  start(token: string): void {
    this.parts.storage.setItem(HINT_KEY, '1');
    this.#publish(token);
  }

  end(): void {
    this.parts.storage.removeItem(HINT_KEY);
    this.#publish(null);
  }

  /** Return a token other than `spent`, asking the server only if no other tab just did. */
  refresh(spent: string | null): Promise<string | null> {
    this.#refreshing ??= this.#exclusively(() => this.#renew(spent)).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #renew(spent: string | null): Promise<string | null> {
    if (this.token && this.token !== spent) return this.token;
    const answer = await this.parts.requestTokens();
    if (answer) this.start(answer.access_token);
    else this.end();
    return this.token;
  }

  async #exclusively(work: () => Promise<string | null>): Promise<string | null> {
    const { locks } = this.parts;
    return locks ? await locks.request('nexus.refresh', work) : await work();
  }

  #publish(token: string | null): void {
    this.#set(token);
    this.parts.channel?.postMessage(token);
  }

  #set(token: string | null): void {
    this.#state = token ? { status: 'signed-in', token } : { status: 'anonymous' };
    this.#listeners.forEach((listener) => listener());
  }
}
