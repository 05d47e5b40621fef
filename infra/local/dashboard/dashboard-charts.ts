import { type Markup, markup } from '../../../shared/api/representations/markup';
import { count } from '../../../shared/api/representations/widgets/widget-parts';
import type { Outcomes } from '../../../shared/domain/compliance-report';

const OUTCOMES = ['success', 'denied', 'failure'] as const;

const totalOf = (outcomes: Outcomes): number => OUTCOMES.reduce((sum, outcome) => sum + outcomes[outcome], 0);

/** Tenths are finer than a screen. */
const round = (value: number): number => Math.round(value * 10) / 10;

/** The next of 1, 2, 5, 10, 20, 50, … that is no less: where the scale ends. */
const niceCeiling = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? 10 * power;
};

const spoken = (outcomes: Outcomes): string => OUTCOMES.map((name) => `${count(outcomes[name])} ${name}`).join(', ');

const WIDTH = 960;
const HEIGHT = 250;
const LEFT = 48;
const TOP = 20;
const BOTTOM = 26;
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM;
const COLUMN_SHARE = 0.62;
const GRID_PARTS = [0, 0.25, 0.5, 0.75, 1];

export interface DayOfEvents {
  readonly day: string;
  readonly outcomes: Outcomes;
}

const column = ({ day, outcomes }: DayOfEvents, x: number, width: number, scale: number): Markup => {
  const total = totalOf(outcomes);
  let base = TOP + PLOT_HEIGHT;
  const parts = OUTCOMES.map((outcome) => {
    const height = round((outcomes[outcome] / scale) * PLOT_HEIGHT);
    base -= height;
    return height === 0
      ? ''
      : markup`<rect class="c-${outcome}" x="${round(x)}" y="${round(base)}" width="${round(width)}" height="${height}" />`;
  });
  const middle = round(x + width / 2);
  return markup`<g>
    <title>${day}: ${spoken(outcomes)}</title>
    ${parts}
    ${total === 0 ? '' : markup`<text class="c-value" x="${middle}" y="${round(base - 5)}">${count(total)}</text>`}
    <text class="c-day" x="${middle}" y="${HEIGHT - 7}">${day.slice('YYYY-'.length)}</text>
  </g>`;
};

/** Columns of days, each stacked by how events ended. */
export const dayChart = (days: readonly DayOfEvents[]): Markup => {
  const scale = niceCeiling(Math.max(...days.map(({ outcomes }) => totalOf(outcomes))));
  const step = (WIDTH - LEFT) / Math.max(1, days.length);
  const width = step * COLUMN_SHARE;
  const lines = GRID_PARTS.filter((part) => Number.isInteger(scale * part)).map((part) => {
    const y = round(TOP + PLOT_HEIGHT * (1 - part));
    return markup`<line class="c-grid" x1="${LEFT}" x2="${WIDTH}" y1="${y}" y2="${y}" />
      <text class="c-scale" x="${LEFT - 8}" y="${y + 4}">${count(scale * part)}</text>`;
  });
  return markup`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Events by day and outcome">
    ${lines}
    ${days.map((day, index) => column(day, LEFT + index * step + (step - width) / 2, width, scale))}
  </svg>`;
};

const ROW_HEIGHT = 30;
const BAR_HEIGHT = 14;
const LABEL_WIDTH = 178;
const COUNT_WIDTH = 56;
const BARS_WIDTH = 470;
const MOST_ROWS = 9;

/** What bears a name: by outcome, or where that is not known, all together. */
interface Row extends Outcomes {
  readonly name: string;
  readonly all?: number;
}

const PARTS = [...OUTCOMES, 'all'] as const;

const lengthOf = ({ all = 0, ...outcomes }: Row): number => totalOf(outcomes) + all;

const barRow = (row: Row, index: number, most: number): Markup => {
  const y = index * ROW_HEIGHT;
  const room = BARS_WIDTH - LABEL_WIDTH - COUNT_WIDTH;
  let x = LABEL_WIDTH;
  const parts = PARTS.map((part) => {
    const width = round(((row[part] ?? 0) / most) * room);
    const from = x;
    x += width;
    return width === 0
      ? ''
      : markup`<rect class="c-${part}" x="${round(from)}" y="${y + 8}" width="${width}" height="${BAR_HEIGHT}" />`;
  });
  return markup`<g>
    <title>${row.name}: ${row.all === undefined ? spoken(row) : count(row.all)}</title>
    <text class="c-label" x="0" y="${y + 20}">${row.name}</text>
    ${parts}
    <text class="c-count" x="${round(x + 7)}" y="${y + 20}">${count(lengthOf(row))}</text>
  </g>`;
};

/** Bars by a name, the longest first; what is beyond the ninth is said in words. */
export const barChart = (title: string, rows: readonly Row[]): Markup => {
  const shown = rows.slice(0, MOST_ROWS);
  const most = Math.max(1, ...shown.map(lengthOf));
  const others = rows.length - shown.length;
  const chart = markup`<svg class="chart" viewBox="0 0 ${BARS_WIDTH} ${Math.max(1, shown.length) * ROW_HEIGHT}" role="img" aria-label="${title}">
      ${shown.map((row, index) => barRow(row, index, most))}
    </svg>`;
  return markup`<figure>
    <figcaption>${title}</figcaption>
    ${shown.length === 0 ? markup`<p class="note">None yet.</p>` : chart}
    ${others > 0 ? markup`<p class="note">and ${others} more</p>` : ''}
  </figure>`;
};

/** What the colours mean. */
export const legend = (): Markup =>
  markup`<ul class="legend">
    <li><svg viewBox="0 0 10 10"><rect class="c-success" width="10" height="10" /></svg> success</li>
    <li><svg viewBox="0 0 10 10"><rect class="c-denied" width="10" height="10" /></svg> denied: for who asked</li>
    <li><svg viewBox="0 0 10 10"><rect class="c-failure" width="10" height="10" /></svg> failure: a wrong request, or an outage</li>
  </ul>`;
