const HEADER = /^(?:"?[A-Za-z][\w .-]{0,40}"?)(?:([,;\t])"?[A-Za-z][\w .-]{0,40}"?){1,40}$/;
const LONGEST_ROW = 8192;

/** The cells of a row, quotes included; nothing where a quote is not closed. */
const cellsOf = (row: string, separator: string): readonly string[] | undefined => {
  const cells: string[] = [];
  let from = 0;
  let quoted = false;
  for (let index = 0; index <= row.length; index += 1) {
    if (row[index] === '"') quoted = !quoted;
    else if (index === row.length || (row[index] === separator && !quoted)) {
      cells.push(row.slice(from, index));
      from = index + 1;
    }
  }
  return quoted ? undefined : cells;
};

/**
 * Cleans a table with a line of names above it: each cell as the value of its column.
 * @returns nothing where the text is no such table: a first line that is itself to be cleaned names no columns.
 */
export const cleanTable = (text: string, clean: (text: string) => string): string | undefined => {
  const headEnd = text.indexOf('\n');
  if (headEnd < 3 || headEnd > LONGEST_ROW) return undefined;
  const head = text.slice(0, headEnd).trimEnd();
  const separator = HEADER.exec(head)?.[1];
  if (separator === undefined || clean(head) !== head) return undefined;
  const names = head.replaceAll('"', '').split(separator);
  const rows = text.slice(headEnd + 1).split('\n');
  if (rows.every((row) => row === '')) return undefined;
  const cleaned: string[] = [];
  for (const row of rows) {
    const cells = row.length > LONGEST_ROW ? undefined : cellsOf(row.trimEnd(), separator);
    if (row !== '' && cells?.length !== names.length) return undefined;
    const whole = (cells ?? []).map((cell, column) => {
      const bare = /^"[^"]*"$/.test(cell) ? cell.slice(1, -1) : cell;
      if (bare === '' || bare.includes('"')) return clean(cell);
      const before = `${(names[column] ?? '').trim().replace(/[ .]+/g, '_')}="`;
      const pair = clean(`${before}${bare}"`);
      if (pair === `${before}${bare}"`) return cell;
      if (!pair.startsWith(before)) return clean(cell);
      return pair.slice(before.length, pair.endsWith('"') ? -1 : undefined);
    });
    cleaned.push(whole.join(separator));
  }
  return `${head}\n${cleaned.join('\n')}`;
};
