import type { Announced } from './announced';
import { Fact as FactOf } from './key-facts';
import type { KeyReader } from './keys';
import type { Line } from './line';
import { Mark as MarkOf } from './marks';

// Read through an import, each would cost a call where modules are loaded one by one.
const Fact = FactOf;

const [LESS, OPEN, CLOSE, COMMA, EQUALS, SEMICOLON] = [60, 40, 41, 44, 61, 59];
/** Tokens from the one to the other. */
const FARTHEST = 24;
const MOST_COLUMNS = 64;
const LONGEST_LIST = 512;

/** Values whose meaning stands beside them: `{"name":"dob","value":…}`, `<birthTime value=…/>`, `(last_name) VALUES (…)`. */
export class RecordReader {
  private announced: Announced = 'nothing';
  private saidAt = 0;
  private readonly placed = new Map<number, Announced>();
  /** It has any: asked for each token. */
  private isPlaced = false;

  constructor(
    private readonly line: Line,
    private readonly keys: KeyReader,
  ) {}

  begin(): void {
    this.announced = 'nothing';
    if (this.isPlaced) this.placed.clear();
    this.isPlaced = false;
  }

  /** What stands at the token by its place in a list; nothing for most. */
  at(index: number): Announced | undefined {
    return this.isPlaced ? this.placed.get(index) : undefined;
  }

  /** `<birthTime value="…"/>`: the element says what its attribute is. */
  element(index: number): void {
    if (!this.line.glued(index + 1) || !this.line.isWord(index + 1)) return;
    this.say(this.keys.announcedOf(index + 1), index);
  }

  /** What the key that was read from this token announces, when what was said beside it is known. */
  of(from: number, { end, valueAt, facts: { facts } }: KeyReader, announced: Announced): Announced {
    const { line } = this;
    if ((facts & (Fact.valuing | Fact.naming)) === 0 || end - from > 3 || line.size(from) > 12) return announced;
    if ((announced === 'nothing' || announced === 'technical' || announced === 'idnoun') && facts & Fact.valuing) {
      const near = this.announced !== 'nothing' && from - this.saidAt < FARTHEST;
      return near ? this.announced : announced;
    }
    if ((facts & Fact.naming) === 0) return announced;
    const at = line.isQuote(valueAt) ? valueAt + 1 : valueAt;
    if (!line.isWord(at)) return announced;
    const said = this.keys.announcedOf(at);
    const ended = line.isQuote(this.keys.end) || !line.glued(this.keys.end) || line.isDelimiter(this.keys.end);
    if (ended) this.say(said, at);
    // A part of a form: its value is the next paragraph.
    const after = this.keys.end + 1;
    if (ended && line.symbol(from - 1) === SEMICOLON && line.has(after, MarkOf.line) && said !== 'nothing')
      this.put(after, said);
    return announced;
  }

  private put(at: number, announced: Announced): void {
    this.placed.set(at, announced);
    this.isPlaced = true;
  }

  private say(announced: Announced, at: number): void {
    this.announced = announced === 'technical' ? 'nothing' : announced;
    this.saidAt = at;
  }

  /** `(first_name, dob) VALUES (…)`, `Key (ssn)=(…)`: columns by name, and then their values in the same order. */
  list(index: number): void {
    const { line, placed } = this;
    let back = index - 1;
    if (line.symbol(back) === COMMA && line.symbol(back - 1) === CLOSE && placed.size > 0) return;
    const word = line.isWord(back) && line.size(back) === 6 && line.plain(back, back + 1).toLowerCase() === 'values';
    if (!word && line.symbol(back) !== EQUALS) return;
    back -= 1;
    if (line.symbol(back) !== CLOSE) return;
    let open = back;
    while (open > 0 && back - open < MOST_COLUMNS * 6 && line.symbol(open) !== OPEN) open -= 1;
    if (line.symbol(open) !== OPEN) return;
    const columns: Announced[] = [];
    for (let at = open + 1; at < back && columns.length < MOST_COLUMNS; at += 1) {
      if (line.isQuote(at)) at += 1;
      columns.push(this.keys.announcedOf(at));
      while (at < back && line.symbol(at) !== COMMA) at += 1;
    }
    this.place(index, columns);
  }

  private place(open: number, columns: readonly Announced[]): void {
    const { line } = this;
    const last = Math.min(line.length, open + LONGEST_LIST);
    let column = 0;
    let starts = true;
    let quote = 0;
    for (let at = open + 1; at < last; at += 1) {
      const code = line.symbol(at);
      if (starts) {
        const announced = columns[column] ?? 'nothing';
        if (announced !== 'nothing' && announced !== 'technical') this.put(at, announced);
      }
      starts = false;
      if (line.isQuote(at) && (quote === 0 || quote === code)) quote = quote === 0 ? code : 0;
      else if (quote === 0 && code === COMMA) {
        column += 1;
        starts = true;
      } else if (quote === 0 && code === CLOSE) {
        if (line.symbol(at + 1) !== COMMA || line.symbol(at + 2) !== OPEN) return;
        at += 2;
        column = 0;
        starts = true;
      } else if (code === LESS) return;
    }
  }
}
