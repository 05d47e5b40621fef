/** A row of a table by its column heads. */
export type Row = Readonly<Record<string, string>>;

/** A table of a Markdown text, with the heading that it stands under. */
export interface MarkdownTable {
  readonly heading: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

const cellsOf = (line: string): readonly string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

const isRule = (line: string): boolean => /^\|[ |:-]+\|$/.test(line.trim());

/** All tables of a Markdown text, in order. A row with more or fewer cells than its head is an error. */
export const tablesOf = (markdown: string): readonly MarkdownTable[] => {
  const tables: { heading: string; columns: readonly string[]; rows: Row[] }[] = [];
  let heading = '';
  const lines = markdown.split('\n');
  lines.forEach((line, index) => {
    const title = /^#+ (.*)$/.exec(line)?.[1];
    if (title !== undefined) heading = title;
    if (!line.startsWith('|') || isRule(line)) return;
    if (isRule(lines[index + 1] ?? '')) {
      tables.push({ heading, columns: cellsOf(line), rows: [] });
      return;
    }
    const table = tables.at(-1);
    const cells = cellsOf(line);
    if (table?.columns.length !== cells.length) throw new Error(`This row does not fit its table: ${line}`);
    table.rows.push(Object.fromEntries(table.columns.map((column, at) => [column, cells[at] ?? ''])));
  });
  return tables;
};

/** What stands in backticks. */
export const codeSpans = (cell: string): readonly string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
