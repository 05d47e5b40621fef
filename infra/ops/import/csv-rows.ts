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

const rowOf = (number: number, bytes: number, text: string): CsvRow => {
  const cells = csvCells(text);
  return cells === undefined ? { number, bytes, problem: 'csv-malformed' } : { number, bytes, cells };
};

/** The rows of CSV; a quoted cell may go over several lines. Blank lines are none. */
export async function* csvRows(lines: AsyncIterable<TextLine>): AsyncGenerator<CsvRow> {
  let open: { readonly number: number; readonly bytes: number; readonly text: string } | undefined;
  for await (const { number, bytes, text, problem } of lines) {
    if (text === undefined) {
      yield { number, bytes: bytes + (open?.bytes ?? 0), problem };
      open = undefined;
      continue;
    }
    const row: { number: number; bytes: number; text: string } = open
      ? { number: open.number, bytes: open.bytes + bytes, text: `${open.text}\n${text}` }
      : { number, bytes, text: number === 1 ? text.replace(/^\uFEFF/, '') : text };
    open = undefined;
    if (hasOpenQuote(row.text) && row.text.length <= MAX_ROW) open = row;
    else if (row.text !== '') yield rowOf(row.number, row.bytes, row.text);
  }
  if (open !== undefined) yield { number: open.number, bytes: open.bytes, problem: 'csv-malformed' };
}
