import {
  type CandlestickData,
  CandlestickSeries,
  type ChartOptions,
  createChart,
  type DeepPartial,
  type HistogramData,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  type Time,
} from 'lightweight-charts';
import { paint } from '@atrium/table/web';
import type { Candle } from '../contract.ts';

type Seconds = CandlestickData['time'] & number;

/** A chart in an element: candles of the price, and how much was traded under them. It follows the theme, and the size of its element. */
export class Drawing {
  readonly #box: HTMLElement;
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<'Candlestick', Time>;
  readonly #volumes: ISeriesApi<'Histogram', Time>;
  readonly #theme: MutationObserver;
  #shown: readonly Candle[] = [];
  #seconds = 0;

  constructor(box: HTMLElement, language: string) {
    this.#box = box;
    this.#chart = createChart(box, {
      autoSize: true,
      localization: { locale: language, priceFormatter: (price: number) => String(Math.round(price)) },
      // Said in words beside it, as its licence allows.
      layout: { attributionLogo: false, fontSize: 11 },
      rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.08, bottom: 0.24 } },
      timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false, rightOffset: 2, minBarSpacing: 2, maxBarSpacing: 18 } as never,
      handleScroll: { vertTouchDrag: false },
      handleScale: { axisPressedMouseMove: false },
    });
    this.#candles = this.#chart.addSeries(CandlestickSeries, { borderVisible: false, priceLineVisible: false });
    this.#volumes = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: '',
      priceFormat: { type: 'volume' },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.#volumes.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
    this.#theme = new MutationObserver(() => this.#colour());
    this.#theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    this.#colour();
  }

  show(candles: readonly Candle[], seconds: number): void {
    const isOther = seconds !== this.#seconds || candles.length < this.#shown.length;
    const from = isOther ? 0 : Math.max(0, this.#shown.length - 1);
    this.#shown = candles;
    this.#seconds = seconds;
    const bars = candles.map(barOf);
    const volumes = candles.map(volumeOf);
    if (isOther || bars.length - from > 2) {
      this.#candles.setData(bars);
      this.#volumes.setData(volumes);
      this.#chart.timeScale().scrollToRealTime();
    } else {
      for (const bar of bars.slice(from)) this.#candles.update(bar);
      for (const volume of volumes.slice(from)) this.#volumes.update(volume);
    }
  }

  remove(): void {
    this.#theme.disconnect();
    this.#chart.remove();
  }

  #colour(): void {
    const colour = (name: string, alpha = 1): string => paint(this.#box, name, alpha);
    const options: DeepPartial<ChartOptions> = {
      layout: { background: { color: 'transparent' }, textColor: colour('--text-faint'), fontFamily: getComputedStyle(this.#box).fontFamily },
      grid: { vertLines: { visible: false }, horzLines: { color: colour('--text', 0.08) } },
    };
    this.#chart.applyOptions(options);
    const [up, down] = [colour('--good'), colour('--accent')];
    this.#candles.applyOptions({ upColor: up, wickUpColor: up, downColor: down, wickDownColor: down });
    this.#volumes.applyOptions({ color: colour('--text', 0.18) });
  }
}

/** The chart knows no zones: a time is given as the hands of this place's clock show it. */
const localSeconds = (at: number): Seconds => (Math.round(at / 1000) - new Date(at).getTimezoneOffset() * 60) as Seconds;
const barOf = ({ at, open, high, low, close }: Candle): CandlestickData<Seconds> => ({ time: localSeconds(at), open, high, low, close });
const volumeOf = ({ at, volume }: Candle): HistogramData<Seconds> => ({ time: localSeconds(at), value: volume });
