import { createReadStream } from 'node:fs';

/** Bytes of the longest line. */
const MAX_LINE = 4 * 1024 * 1024;

const NEWLINE = 0x0a;

export interface TextLine {
  readonly number: number;
  /** Of the line with its end. */
  readonly bytes: number;
  /** Absent where the line cannot be read; `problem` says why. */
  readonly text?: string;
  readonly problem?: 'line-too-long' | 'not-utf-8';
}

const decode = (bytes: Buffer): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r$/, '');
  } catch {
    return undefined;
  }
};

/** Gathers the bytes of one line and no more of them than a line may have. */
class LineBuffer {
  #parts: Buffer[] = [];
  #bytes = 0;
  #number = 0;

  add(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > MAX_LINE) this.#parts = [];
    else this.#parts.push(part);
  }

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  end(newlines: 0 | 1): TextLine {
    this.#number += 1;
    const line = { number: this.#number, bytes: this.#bytes + newlines };
    const isTooLong = this.#bytes > MAX_LINE;
    const text = isTooLong ? undefined : decode(Buffer.concat(this.#parts));
    [this.#parts, this.#bytes] = [[], 0];
    if (text !== undefined) return { ...line, text };
    return { ...line, problem: isTooLong ? 'line-too-long' : 'not-utf-8' };
  }
}

/** The lines of a file, one at a time, however large the file is. */
export async function* textLines(path: string): AsyncGenerator<TextLine> {
  const line = new LineBuffer();
  for await (const chunk of createReadStream(path)) {
    const bytes = chunk as Buffer;
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE, from); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      line.add(bytes.subarray(from, end));
      yield line.end(1);
      from = end + 1;
    }
    if (from < bytes.length) line.add(bytes.subarray(from));
  }
  if (!line.isEmpty) yield line.end(0);
}
