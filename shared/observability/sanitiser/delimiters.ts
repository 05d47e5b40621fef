import type { AddressReader } from './addresses';
import type { Containers } from './containers';
import type { KeyReader } from './keys';
import type { Line } from './line';
import type { NumberReader } from './numbers';
import type { RecordReader } from './records';
import type { ValueReader } from './values';

const [OPEN, CLOSE, AT, LESS, COMMA, COLON] = [40, 41, 64, 60, 44, 58];
const [BRACKET, BRACE, END_BRACKET, END_BRACE] = [91, 123, 93, 125];
/** Behind a quote that closes. */
const isCloser = (code: number): boolean =>
  code === COMMA || code === COLON || code === END_BRACE || code === END_BRACKET || code === CLOSE;

/** Brackets and quotes, and what they open and close. */
export class DelimiterReader {
  constructor(
    private readonly line: Line,
    private readonly containers: Containers,
    private readonly keys: KeyReader,
    private readonly values: ValueReader,
    private readonly records: RecordReader,
    private readonly addresses: AddressReader,
    private readonly numbers: NumberReader,
  ) {}

  /** @returns where reading goes on. */
  read(index: number, previousChunk: number): number {
    const line = this.line;
    const code = line.symbol(index);
    if (code === BRACE || code === BRACKET) {
      if (line.isMarker(index)) {
        this.containers.pending = 'nothing';
        return index + 3;
      }
      const obscured = this.addresses.obscured(index, previousChunk);
      if (obscured > index) return obscured;
      this.containers.open();
      return index + 1;
    }
    if (code === END_BRACE || code === END_BRACKET) {
      this.containers.close();
      return index + 1;
    }
    if (code === LESS) this.records.element(index);
    if (code === OPEN) {
      this.records.list(index);
      const obscured = this.addresses.obscured(index, previousChunk);
      if (obscured > index) return obscured;
      if (line.isNumber(index + 1)) return this.numbers.bracketed(index);
    }
    if (line.isQuote(index)) return this.quote(index);
    return index + 1;
  }

  private quote(index: number): number {
    const line = this.line;
    // It closes something: what is behind it is no value.
    if (isCloser(line.symbol(index + 1)) && line.glued(index + 1)) return index + 1;
    const inherited = this.containers.inherited;
    if (
      inherited !== 'nothing' &&
      inherited !== 'technical' &&
      !(line.isWord(index + 1) && this.keys.read(index + 1))
    ) {
      const code = line.symbol(index + 1);
      if (code !== BRACE && code !== BRACKET) return this.values.take(inherited, index, false);
    }
    if (line.symbol(index + 1) === AT && line.glued(index + 1)) {
      // The end of a quoted local part, as in "jane.roe"@example.org.
      const end = line.chunkEnd(index + 1);
      let open = index - 1;
      while (open > 0 && index - open < 8 && line.symbol(open) !== line.symbol(index)) open -= 1;
      if (end > index + 2 && line.symbol(open) === line.symbol(index)) {
        line.redact(open, end);
        return end;
      }
    }
    return index + 1;
  }
}
