import { ColorType, TickMarkType, type ChartOptions, type DeepPartial } from 'lightweight-charts';

/** Read a theme colour as the browser resolves it now. */
export function themeColor(element: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--color-${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
const DATE_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const TIME_SECONDS = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** Look like the page around the chart, with times in the reader's zone. */
export function chartLook(element: HTMLElement, hasSeconds: boolean): DeepPartial<ChartOptions> {
  const marks = hasSeconds ? TIME_SECONDS : TIME;
  const moments = hasSeconds ? TIME_SECONDS : DATE_TIME;
  const color = (name: string) => themeColor(element, name);
  const lines = { color: color('line') };
  return {
    layout: {
      background: { type: ColorType.Solid, color: 'transparent' },
      textColor: color('muted'),
      fontFamily: getComputedStyle(element).fontFamily,
      attributionLogo: false,
    },
    grid: { vertLines: lines, horzLines: lines },
    rightPriceScale: { borderColor: lines.color },
    timeScale: {
      borderColor: lines.color,
      timeVisible: true,
      secondsVisible: hasSeconds,
      rightOffset: 6,
      // A mark at which a day, month or year begins names the day.
      tickMarkFormatter: (time: number, mark: TickMarkType) =>
        (mark < TickMarkType.Time ? DAY : marks).format(time * 1000),
    },
    localization: { timeFormatter: (time: number) => moments.format(time * 1000) },
  };
}
