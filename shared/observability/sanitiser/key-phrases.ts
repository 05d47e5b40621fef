import type { Announced } from './announced';
import { Fact as FactOf, type KeyFacts } from './key-facts';
import type { Line } from './line';
import { Mark as MarkOf } from './marks';

// Read through an import, each would cost a call where modules are loaded one by one.
const Fact = FactOf;
const Mark = MarkOf;

const BRACE = 123;

const isAwsAccount = (line: Line, valueAt: number): boolean => {
  const at = line.isQuote(valueAt) ? valueAt + 1 : valueAt;
  return line.isNumber(at) && line.size(at) === 12;
};

/** `reason for`, `history of`, `plan for` before the key; each of the two words is one token, and one space behind it. */
const isOfText = (line: Line, from: number, end: number): boolean => {
  if (from < 2 || !line.has(from, Mark.space) || !line.has(from - 1, Mark.space)) return false;
  const size = line.size(from - 2);
  if (line.size(from - 1) > 3 || size < 4 || size > 7) return false;
  return /^(?:reason|history|plan) (?:for|of) /i.test(line.plain(from - 2, end));
};

/** What the text of a key says where a rule knows it; nothing, if none does. */
const announcedByText = (
  line: Line,
  facts: number,
  valueAt: number,
  announced: Announced,
  words: number,
): Announced | undefined => {
  if (words > 1 && facts & Fact.birth) return 'date';
  if (announced === 'nothing' && facts & Fact.identifier) return 'ident';
  if (announced === 'place' && facts & Fact.zip3) return 'zip3';
  if (facts & Fact.hl7) return 'ident';
  if (facts & Fact.ofServer) return 'technical';
  if (facts & Fact.message && announced === 'technical') return 'nothing';
  if (facts & Fact.awsAccount && isAwsAccount(line, valueAt)) return 'technical';
  if (facts & Fact.login) return 'login';
  if (announced === 'name' && facts & Fact.whenOfSystem) return 'technical';
  if (facts & (Fact.sourceFile | Fact.ofSystem)) return 'technical';
  if (facts & Fact.recordNumber) return 'ident';
  if (facts & Fact.clinicalTime || (facts & Fact.period && line.symbol(valueAt) === BRACE)) return 'date';
  if (facts & Fact.ofBody) return 'bio';
  if (facts & Fact.secret) return 'secret';
  if (facts & Fact.token && line.digitCount(valueAt, line.chunkEnd(valueAt + 1)) > 1) return 'secret';
  if (facts & Fact.bankCode) return 'idnoun';
  if (facts & Fact.freeText || (facts & Fact.rx && valueAt > 0 && line.isQuote(valueAt))) return 'free';
  return undefined;
};

/** What the words of a key from one token to before another say together; `announced`, if no more than each alone. */
export const announcedTogether = (
  line: Line,
  from: number,
  end: number,
  valueAt: number,
  announced: Announced,
  words: number,
  { facts, glued }: KeyFacts,
): Announced => {
  const told = facts === 0 ? undefined : announcedByText(line, facts, valueAt, announced, words);
  if (told !== undefined) return told;
  if (isOfText(line, from, end)) return 'free';
  return words === 1 && glued !== undefined && (announced === 'nothing' || announced === 'strange') ? glued : announced;
};
