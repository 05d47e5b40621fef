import type { Line } from './line';

const [DASH, LONGEST] = [45, 8192];

/** Takes the private key in PEM out whose `BEGIN` stands at this token. @returns where it ends; here, if none does. */
export const takePrivateKey = (line: Line, at: number): number => {
  if (at < 2 || line.symbol(at - 1) !== DASH || line.symbol(at - 2) !== DASH || line.size(at) !== 5) return at;
  if (!/^BEGIN (?:[A-Z]+ ){0,2}PRIVATE KEY$/.test(line.plain(at, at + 5).split('-')[0] ?? '')) return at;
  let from = at;
  while (line.isWord(from)) from += 1;
  while (line.symbol(from) === DASH) from += 1;
  let end = from;
  const last = Math.min(line.length, from + LONGEST);
  while (end < last && !(line.symbol(end) === DASH && line.symbol(end + 1) === DASH && line.symbol(end + 2) === DASH)) {
    if (line.isMarker(end)) return end;
    end += 1;
  }
  line.redact(from, end);
  return end;
};
