import type { Line } from './line';
import { isTechnicalId } from './shapes';
import { Mark as MarkOf } from './marks';

// Read through an import, each would cost a call where modules are loaded one by one.
const Mark = MarkOf;

/** Letters and digits mixed, or a long number. */
const PASSWORD = /^(?=.*\d)(?=.*[A-Za-z])[^:/]{6,64}$|^\d{5,12}$/;

/** `otp 492817`, `cvv 123`, `password is hunter2`. @returns where reading goes on; here, if there is no secret. */
export const takeSpokenSecret = (line: Line, index: number): number => {
  const word = line.plain(index, index + 1).toLowerCase();
  if (!/^(?:cvv|cvc|pin|otp|passcode|password|passwd|pwd|passphrase)$/.test(word)) return index;
  let at = index + 1;
  while (at < index + 4 && line.isWord(at) && /^(?:is|was|code|number)$/i.test(line.plain(at, at + 1))) at += 1;
  if (line.isQuote(at)) at += 1;
  const end = line.chunkEnd(at);
  const text = line.plain(at, end);
  const form = word.startsWith('cv') ? /^\d{3,4}$/ : word.startsWith('pass') || word === 'pwd' ? PASSWORD : /^\d{4,8}$/;
  if (!line.has(at, Mark.space) && !line.isQuote(at - 1)) return index;
  if (!form.test(text) || isTechnicalId(text)) return index;
  line.redact(at, end);
  return end;
};
