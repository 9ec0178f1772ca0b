import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Plugin, ViteDevServer } from 'vite';
import { WebSocketServer, type WebSocket } from 'ws';
import { MockBackend, readRequest } from './backend.ts';
import { sessionFrames } from './engine/routes.ts';
import { makeBacktest, makeRunningBacktest } from './engine/backtests.ts';
import { DECISIONS, makeRunning, makeStopped } from './engine/sessions.ts';
import { findInstrument, quoteAt } from './market.ts';
import { makeDecision, makeTrade, openTrade, settleTrade } from './trades.ts';

const TRADE_MS = Number(process.env['MOCK_TRADE_MS'] ?? 20_000);

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function frame(type: string, data: unknown, seq?: number): string {
  return JSON.stringify({ type, seq, ts: new Date().toISOString(), data });
}

function streamTicks(socket: WebSocket): void {
  const symbols = new Set<string>();
  socket.on('message', (raw: Buffer) => {
    const message = JSON.parse(raw.toString()) as { action: string; symbols?: string[] };
    message.symbols?.forEach((symbol) =>
      message.action === 'subscribe' ? symbols.add(symbol) : symbols.delete(symbol),
    );
  });
  const timer = setInterval(() => {
    const epoch = Math.floor(Date.now() / 1000);
    symbols.forEach((symbol) => {
      const instrument = findInstrument(symbol);
      if (!instrument?.is_open) return;
      const quote = quoteAt(instrument, epoch);
      socket.send(frame('tick', { symbol, epoch, quote, pip_size: instrument.decimals }));
    });
  }, 1000);
  socket.on('close', () => clearInterval(timer));
}

function advanceTrades(backend: MockBackend, push: (type: string, data: unknown) => void): void {
  const now = Date.now();
  backend.state.trades.forEach((trade, index) => {
    const next =
      trade.status === 'pending'
        ? openTrade(trade, now, TRADE_MS)
        : trade.status === 'open' && Date.parse(trade.expires_at ?? '') <= now
          ? settleTrade(trade, now)
          : null;
    if (!next) return;
    backend.state.trades[index] = next;
    push('trade_status', next);
  });
}

function serveSockets(server: ViteDevServer, backend: MockBackend): void {
  const sockets = new WebSocketServer({ noServer: true });
  server.httpServer?.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!request.url?.startsWith('/ws/')) return;
    sockets.handleUpgrade(request, socket, head, streamTicks);
  });
  const push = (text: string) => sockets.clients.forEach((client) => client.send(text));
  setInterval(() => {
    advanceTrades(backend, (type, data) => push(frame(type, data, ++backend.state.sequence)));
    sessionFrames(backend.state, Date.now()).forEach((data) => push(frame('signal', data)));
  }, 1000).unref();
}

async function serve(
  backend: MockBackend,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await readBody(message);
  const headers = new Headers();
  Object.entries(message.headers).forEach(([name, value]) => headers.set(name, String(value)));
  const url = `http://localhost/api${message.url ?? ''}`;
  const request = new Request(url, { method: message.method ?? 'GET', headers });
  const { status, body } = backend.answer(readRequest(request, text));
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

/** Serve the mock API and a fake live socket from the development server. */
export function mockBackend(): Plugin {
  return {
    name: 'mock-backend',
    apply: 'serve',
    configureServer(server) {
      const backend = new MockBackend({
        sessions: [makeRunning(), makeStopped()],
        decisions: [...DECISIONS],
        backtests: [
          makeRunningBacktest(),
          makeBacktest(),
          makeBacktest({ id: 'backtest-0', name: 'With fifteen minutes' }),
        ],
        trades: [
          makeTrade({
            status: 'won',
            payout: '19.50',
            profit: '9.50',
            decision: DECISIONS[0]?.decision ?? makeDecision(),
          }),
        ],
      });
      serveSockets(server, backend);
      server.middlewares.use('/api', (message, response) => {
        serve(backend, message, response).catch(() => response.destroy());
      });
    },
  };
}
