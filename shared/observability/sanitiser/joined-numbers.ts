import type { Line } from './line';
import { isTechnicalId } from './shapes';

const MOST_JOINED = 8;
const JOINING = /^(?:and|or|into|to|with|vs|und|et|y|e)$/i;
const digitsAsZero = (text: string): string => text.slice(0, 64).replace(/\d/g, '0');
const [COMMA, SLASH, AMPERSAND] = [44, 47, 38];

/** Most numbers are joined to none: that is asked first. */
const isJoint = (line: Line, at: number): boolean => {
  const code = line.symbol(at);
  if (code === COMMA || code === SLASH || code === AMPERSAND) return true;
  return line.isWord(at) && line.size(at) <= 4 && JOINING.test(line.plain(at, at + 1));
};

/** `records 48291 and 48292`: what is joined to a number and looks as it does is of the same kind. */
export const takeJoined = (line: Line, from: number, to: number): number => {
  let end = to;
  let form = '';
  for (let count = 0; count < MOST_JOINED && isJoint(line, end); count += 1) {
    if (count === 0) form = digitsAsZero(line.plain(from, to));
    if (form.length < 4 || !form.includes('0')) break;
    const next = line.chunkEnd(end + 1);
    const text = line.plain(end + 1, next);
    if (digitsAsZero(text) !== form || isTechnicalId(text)) break;
    line.redact(end + 1, next);
    end = next;
  }
  return end;
};
