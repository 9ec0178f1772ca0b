import { AreaSeries, createChart, LineSeries, type UTCTimestamp } from 'lightweight-charts';
import { useEffect, useRef } from 'react';
import { EmptyNote } from '@/components/states';
import type { EquityPoint } from '@/lib/api/types';
import { chartLook, themeColor } from '@/lib/chart-look';
import { useTheme } from '@/lib/theme';

type Figure = 'equity' | 'drawdown';

/** List a figure by second; of two points in one second the later counts. */
function points(curve: EquityPoint[], figure: Figure) {
  const sign = figure === 'drawdown' ? -1 : 1;
  const bySecond = new Map(
    curve.map((point) => [Math.floor(Date.parse(point.at) / 1000), Number(point[figure]) * sign]),
  );
  return [...bySecond]
    .toSorted(([a], [b]) => a - b)
    .map(([time, value]) => ({ time: time as UTCTimestamp, value: value || 0 }));
}

function draw(box: HTMLElement, curve: EquityPoint[]): () => void {
  const chart = createChart(box, { autoSize: true, ...chartLook(box, false) });
  const color = (name: string) => themeColor(box, name);
  const equity = chart.addSeries(LineSeries, { color: color('accent'), lineWidth: 2 });
  const drawdown = chart.addSeries(
    AreaSeries,
    { lineColor: color('fall'), topColor: 'transparent', bottomColor: color('fall-soft') },
    1,
  );
  equity.setData(points(curve, 'equity'));
  drawdown.setData(points(curve, 'drawdown'));
  chart.timeScale().fitContent();
  return () => chart.remove();
}

/** The balance over time above, its distance from the highest so far below. */
export function EquityChart({ curve }: { curve: EquityPoint[] }) {
  const box = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const isEmpty = curve.length < 2;
  useEffect(() => {
    if (!box.current || isEmpty) return;
    return draw(box.current, curve);
  }, [curve, theme, isEmpty]);
  if (isEmpty) return <EmptyNote title="Nothing to draw">No trade changed the balance.</EmptyNote>;
  return (
    <>
      <div
        ref={box}
        role="img"
        aria-label={`Equity from ${curve[0]?.equity ?? ''} to ${curve.at(-1)?.equity ?? ''}, with the fall from the peak below`}
        className="h-80 w-full overflow-hidden"
      />
      <p className="mt-2 text-xs text-muted">Above: equity. Below: fall from the peak so far.</p>
    </>
  );
}
