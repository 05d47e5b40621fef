import type { TextLine } from './text-lines';

/** Characters of the longest row: a quote that never closes must not take in the rest of the file. */
const MAX_ROW = 64 * 1024;

export interface CsvRow {
  /** Where the row begins. */
  readonly number: number;
  readonly bytes: number;
  readonly cells?: readonly string[];
  readonly problem?: 'line-too-long' | 'not-utf-8' | 'csv-malformed';
}

const CELL = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;

/** The cells of one row (RFC 4180), or nothing where it is none. */
const csvCells = (row: string): readonly string[] | undefined => {
  const cells: string[] = [];
  CELL.lastIndex = 0;
  for (;;) {
    const match = CELL.exec(row);
    if (match === null) return undefined;
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '') return cells;
  }
};

const hasOpenQuote = (text: string): boolean => (text.split('"').length - 1) % 2 === 1;

type Line = Pick<TextLine, 'number' | 'bytes'>;

/** A row that may go on: its lines, and their text. */
interface OpenRow {
  readonly lines: readonly Line[];
  readonly text: string;
}

const withLine = (open: OpenRow | undefined, { number, bytes }: Line, text: string): OpenRow =>
  open === undefined
    ? { lines: [{ number, bytes }], text: number === 1 ? text.replace(/^\uFEFF/, '') : text }
    : { lines: [...open.lines, { number, bytes }], text: `${open.text}\n${text}` };

/**
 * What a row becomes. Of one that is none each line is refused by itself: a quote that was left open has taken in rows of
 * other patients, and nothing tells where they began.
 */
const rowsOf = ({ lines, text }: OpenRow): readonly CsvRow[] => {
  const cells = csvCells(text);
  const [{ number } = { number: 0 }] = lines;
  if (cells !== undefined) return [{ number, bytes: lines.reduce((sum, { bytes }) => sum + bytes, 0), cells }];
  return lines.map((line) => ({ ...line, problem: 'csv-malformed' }));
};

/** The rows of CSV; a quoted cell may go over several lines. Blank lines are none. */
export async function* csvRows(lines: AsyncIterable<TextLine>): AsyncGenerator<CsvRow> {
  let open: OpenRow | undefined;
  for await (const line of lines) {
    const { number, bytes, text, problem } = line;
    if (text === undefined) {
      if (open !== undefined) yield* rowsOf(open);
      yield { number, bytes, problem };
      open = undefined;
      continue;
    }
    const row = withLine(open, line, text);
    open = undefined;
    if (hasOpenQuote(row.text) && row.text.length <= MAX_ROW) open = row;
    else if (row.text !== '') yield* rowsOf(row);
  }
  if (open !== undefined) yield* rowsOf(open);
}
