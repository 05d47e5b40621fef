import type { Line } from './line';
import { isTechnicalId } from './shapes';

const MOST_JOINED = 8;
const JOINING = /^(?:and|or|into|to|with|vs|und|et|y|e)$/i;
const digitsAsZero = (text: string): string => text.slice(0, 64).replace(/\d/g, '0');
const [COMMA, SLASH, AMPERSAND] = [44, 47, 38];

/** `records 48291 and 48292`: what is joined to a number and looks as it does is of the same kind. */
export const takeJoined = (line: Line, from: number, to: number): number => {
  let end = to;
  const form = digitsAsZero(line.plain(from, to));
  for (let count = 0; count < MOST_JOINED && form.length >= 4 && form.includes('0'); count += 1) {
    const code = line.symbol(end);
    const joined =
      code === COMMA ||
      code === SLASH ||
      code === AMPERSAND ||
      (line.isWord(end) && JOINING.test(line.plain(end, end + 1)));
    if (!joined) break;
    const next = line.chunkEnd(end + 1);
    const text = line.plain(end + 1, next);
    if (digitsAsZero(text) !== form || isTechnicalId(text)) break;
    line.redact(end + 1, next);
    end = next;
  }
  return end;
};
