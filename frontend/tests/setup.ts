import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, vi } from 'vitest';

configure({ asyncUtilTimeout: 5000 });

// What jsdom lacks and a browser has.
globalThis.matchMedia = (query) =>
  ({
    matches: false,
    media: query,
    addEventListener: vi.fn(),
    removeEventListener: vi.fn(),
  }) as never;
globalThis.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
HTMLCanvasElement.prototype.getContext = () => null;
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
  this.dispatchEvent(new Event('close'));
};

// The drawing needs a canvas; what it is told is checked in candle-builder and trade-marks.
vi.mock('lightweight-charts', () => {
  const series = {
    setData: vi.fn(),
    update: vi.fn(),
    createPriceLine: vi.fn(() => ({})),
    removePriceLine: vi.fn(),
  };
  const chart = {
    addSeries: () => series,
    timeScale: () => ({ applyOptions: vi.fn(), fitContent: vi.fn() }),
    remove: vi.fn(),
  };
  return {
    ColorType: { Solid: 'solid' },
    LineStyle: { Dashed: 2 },
    CandlestickSeries: {},
    LineSeries: {},
    AreaSeries: {},
    createChart: () => chart,
    createSeriesMarkers: () => ({ setMarkers: vi.fn() }),
  };
});

afterEach(() => {
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
