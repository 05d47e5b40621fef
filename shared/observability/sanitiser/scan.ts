import { AddressReader } from './addresses';
import { BareReader } from './bare';
import { ChunkReader } from './chunks';
import { Containers } from './containers';
import { NumberContext, SPEAKING as SPEAKING_WORDS } from './context';
import { DateReader } from './dates';
import { DelimiterReader } from './delimiters';
import { KeyReader } from './keys';
import { Line } from './line';
import { NameReader } from './names';
import { NumberReader } from './numbers';
import { takePrivateKey } from './pem';
import { GroupReader } from './phones';
import { ProseReader } from './prose';
import { RecordReader } from './records';
import { takeSegment } from './segments';
import { Kind as KindOf, KIND, Mark as MarkOf } from './marks';
import { ValueReader } from './values';

// Read through an import, each would cost a call where modules are loaded one by one.
const SPEAKING = SPEAKING_WORDS;
const Kind = KindOf;
const Mark = MarkOf;
const KIND_OF = KIND;

const [PLUS, BRACKET, BRACE] = [43, 91, 123];
/** Of a form: a word that is none of these is in small letters. */
const LONE = KIND | Mark.capital | Mark.upper | Mark.caseless;
const isApart = (form: number): boolean => (form & Mark.space) !== 0 && (form & KIND_OF) !== Kind.symbol;
const MOST_REREADS = 8;

/** Finds what must not be in a log in one text. One for all texts: its columns are used again. */
export class Scan {
  private readonly line = new Line();
  private readonly containers = new Containers();
  private readonly keys = new KeyReader(this.line);
  private readonly values = new ValueReader(this.line);
  private readonly records = new RecordReader(this.line, new KeyReader(this.line));
  private readonly names = new NameReader(this.line);
  private readonly dates = new DateReader(this.line);
  private readonly groups = new GroupReader(this.line);
  private readonly prose = new ProseReader(this.line, this.names, this.dates, this.groups);
  private readonly addresses = new AddressReader(this.line);
  private readonly bare = new BareReader(this.line, this.names, this.dates);
  private readonly chunks: ChunkReader;
  private readonly numbers: NumberReader;
  private readonly delimiters: DelimiterReader;
  private chunkTo = 0;
  private previousChunk = 0;
  private keyTo = 0;
  private rereads = 0;
  private rereadEnd = -1;

  /** @param inner cleans a text that was found encoded in another; absent where the depth is used up. */
  constructor(inner: ((text: string) => string) | undefined) {
    const context = new NumberContext(this.line);
    this.chunks = new ChunkReader(this.line, this.addresses, context, this.bare, inner);
    this.numbers = new NumberReader(this.line, this.groups, this.chunks, context, this.bare);
    this.delimiters = new DelimiterReader(
      this.line,
      this.containers,
      this.keys,
      this.values,
      this.records,
      this.addresses,
      this.numbers,
    );
  }

  /** @returns the text without what must not be in a log. */
  clean(text: string): string {
    const line = this.line;
    line.read(text);
    this.values.begin();
    this.records.begin();
    this.containers.begin();
    this.chunkTo = 0;
    this.previousChunk = 0;
    this.keyTo = 0;
    this.rereadEnd = -1;
    let index = 0;
    const { forms, says } = line;
    const { length } = line;
    while (index < length) {
      // Most words stand alone and say nothing: they need no more than this.
      if (
        ((forms[index] ?? 0) & LONE) === Kind.word &&
        ((says[index] ?? 0) & SPEAKING) === 0 &&
        (index + 1 === length || isApart(forms[index + 1] ?? 0))
      ) {
        if (index >= this.chunkTo) this.previousChunk = index;
        index += 1;
      } else index = Math.max(this.token(index), index + 1);
    }
    return line.redactions.apply(text);
  }

  private token(index: number): number {
    const line = this.line;
    const kind = line.kind(index);
    const placed = this.records.at(index);
    if (placed !== undefined) {
      const taken = this.values.take(placed, index, false);
      if (taken > index) return taken;
    }
    if (line.isDelimiter(index)) {
      this.chunkTo = index + 1;
      return this.delimiters.read(index, this.previousChunk);
    }
    if (index >= this.chunkTo) {
      const end = line.chunkEnd(index);
      const next = this.chunks.chunk(index, end);
      this.previousChunk = index;
      this.chunkTo = Math.max(next, end);
      if (next > index) return next;
    }
    if (kind === Kind.word) return this.word(index);
    if (kind === Kind.mixed) {
      const segment = takeSegment(line, index);
      if (segment > index) return segment;
      const postcode = line.postcodeEnd(index);
      if (postcode > index) {
        line.redact(index, postcode);
        return postcode;
      }
      const street = this.bare.street(index);
      if (street !== undefined) return street;
      return this.keyed(index) ?? this.prose.label(index, line.technicalTo) ?? index + 1;
    }
    if (kind === Kind.number || (line.symbol(index) === PLUS && line.isNumber(index + 1))) return this.number(index);
    return index + 1;
  }

  private number(index: number): number {
    const inherited = this.containers.inherited;
    if (inherited !== 'nothing' && inherited !== 'technical' && index >= this.line.technicalTo) {
      const taken = this.values.take(inherited, index, false);
      if (taken > index) return taken;
    }
    return this.numbers.read(index);
  }

  private keyed(index: number): number | undefined {
    const line = this.line;
    if (index < this.keyTo) return undefined;
    const isKey = this.keys.read(index);
    this.keyTo = this.keys.end;
    if (!isKey) return undefined;
    const { valueAt, tagged } = this.keys;
    let { announced } = this.keys;
    announced = this.records.of(index, this.keys, announced);
    const inherited = this.containers.inherited;
    if (announced === 'nothing' && inherited !== 'nothing') announced = inherited;
    if (announced === 'technical' && inherited === 'date' && /^(?:start|end)$/i.test(line.plain(index, this.keys.end)))
      announced = 'date';
    this.rereadFrom(valueAt);
    this.keyTo = 0;
    if (valueAt >= line.length) return valueAt;
    if (announced === 'technical')
      line.technicalTo = line.isQuote(valueAt) ? line.chunkEnd(valueAt + 1) : line.chunkEnd(valueAt);
    const opened = this.opens(valueAt) && !line.isMarker(valueAt);
    if (announced === 'technical' || announced === 'nothing' || opened) {
      this.containers.pending = announced;
      return valueAt;
    }
    if (line.isQuote(valueAt) && this.opens(valueAt + 1) && announced !== 'free' && announced !== 'secret') {
      this.containers.pending = announced;
      return valueAt + 1;
    }
    return this.values.take(announced, valueAt, tagged);
  }

  private opens(index: number): boolean {
    const code = this.line.symbol(index);
    return code === BRACE || code === BRACKET;
  }

  /** What stands after a key is a run of its own; but a run of keys is not read once for each of them. */
  private rereadFrom(valueAt: number): void {
    const end = this.line.chunkEnd(valueAt);
    if (end !== this.rereadEnd) this.rereads = 0;
    this.rereadEnd = end;
    this.rereads += 1;
    this.chunkTo = this.rereads > MOST_REREADS ? end : 0;
  }

  private word(index: number): number {
    const line = this.line;
    const segment = line.has(index, Mark.upper)
      ? Math.max(takeSegment(line, index), takePrivateKey(line, index))
      : index;
    if (segment > index) return segment;
    const keyed = this.keyed(index);
    if (keyed !== undefined) return keyed;
    const spoken = this.addresses.spoken(index);
    if (spoken > index) return spoken;
    const labelled = this.prose.label(index, this.line.technicalTo);
    if (labelled !== undefined) return labelled;
    return this.bare.unannounced(index) ?? index + 1;
  }
}
