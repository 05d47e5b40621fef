import type { BareReader } from './bare';
import type { ChunkReader } from './chunks';
import type { NumberContext } from './context';
import type { Line } from './line';
import type { GroupReader } from './phones';
import { bareNumber } from './shapes';
import { Kind as KindOf } from './marks';

// Read through an import, each would cost a call where modules are loaded one by one.
const Kind = KindOf;

const [CLOSE, PLUS, DASH] = [41, 43, 45];

/** Numbers that no key announces. */
export class NumberReader {
  constructor(
    private readonly line: Line,
    private readonly groups: GroupReader,
    private readonly chunks: ChunkReader,
    private readonly context: NumberContext,
    private readonly bare: BareReader,
  ) {}

  read(index: number): number {
    const line = this.line;
    const prose = this.bare.number(index, this.line.technicalTo);
    if (prose !== undefined) return prose;
    if (
      (this.chunks.isPart(index) && line.symbol(index - 1) !== PLUS) ||
      (index < this.line.technicalTo && line.symbol(index) !== PLUS)
    )
      return index + 1;
    const groups = this.groups;
    groups.read(index);
    const follows = groups.end;
    const goesOn =
      line.glued(follows) &&
      !line.isDelimiter(follows) &&
      /[-_\w]/.test(line.plain(follows, follows + 1)) &&
      !line.isDelimiter(follows + 1) &&
      line.glued(follows + 1);
    if (
      !goesOn &&
      groups.count > 1 &&
      (groups.isPhone() || groups.isCard() || groups.isSsn() || groups.isReadOut()) &&
      (groups.isPlain() || !this.context.isTechnical(index, this.line.technicalTo))
    ) {
      line.redact(index, follows);
      return follows;
    }
    const alone =
      line.isNumber(index) &&
      !(
        line.glued(index + 1) &&
        (line.symbol(index + 1) === DASH || line.symbol(index + 1) === 95 || line.symbol(index + 1) === 46)
      );
    const digits = line.symbol(index) === PLUS ? `+${groups.digits}` : line.plain(index, index + 1);
    const plusEnd = line.symbol(index) === PLUS ? groups.end : index + 1;
    if (
      (alone || groups.plus) &&
      bareNumber(digits) &&
      (groups.plus || !this.context.isTechnical(index, this.line.technicalTo))
    ) {
      line.redact(index, plusEnd);
      return plusEnd;
    }
    return index + 1;
  }

  /** `(415) 555-0132`, `(21)1098` of a device, `(0010,0010)` of DICOM. */
  bracketed(index: number): number {
    const line = this.line;
    if (
      line.symbol(index + 2) === CLOSE &&
      line.glued(index + 3) &&
      (line.isNumber(index + 3) || line.kind(index + 3) === Kind.mixed) &&
      line.size(index + 1) === 2
    ) {
      const part = line.plain(index + 1, index + 2);
      if (part === '21' || part === '10') line.redact(index + 3, index + 4);
      return index + 4;
    }
    if (line.symbol(index + 2) === 44 && line.plain(index + 1, index + 2) === '0010') {
      // An element of the group about the patient, with its value in brackets.
      let open = index + 5;
      while (open < index + 8 && line.symbol(open) !== 91) open += 1;
      let close = open;
      while (close < line.length && close < open + 64 && line.symbol(close) !== 93) close += 1;
      if (line.symbol(open) === 91 && !line.isMarker(open) && !line.isMarker(open + 1)) line.redact(open + 1, close);
      return line.symbol(open) === 91 ? close : index + 5;
    }
    this.groups.read(index);
    if (this.groups.isPhone() && !this.context.isTechnical(index, this.line.technicalTo)) {
      line.redact(index, this.groups.end);
      return this.groups.end;
    }
    return index + 1;
  }
}
