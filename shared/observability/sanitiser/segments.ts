import type { Line } from './line';
import { Kind as KindOf, Mark as MarkOf } from './marks';

// Read through an import, each would cost a call where modules are loaded one by one.
const Kind = KindOf;
const Mark = MarkOf;

/** HL7 v2 segments about people: all that their fields hold goes. */
const HL7 =
  /^(?:PID|PD1|NK1|GT1|IN[123]|MRG|PV[12]|NTE|OB[XR]|DG1|AL1|ORC|RX[AEOD]|SCH|AI[PSGL]|ROL|FT1|ACC|UB[12]|PR1|FAM|PDA|CON|TXA|SPM|ZP[A-Z])$/;
/** X12 segments about people. The others hold codes and amounts. */
const X12 = /^(?:NM1|N1|N2|N3|N4|DMG|PER|REF|CLM|SBR|TRN|DTP|INS|HD|PAT|ACT)$/;
/** Those of them whose first element is a code. */
const X12_CODED = /^(?:NM1|N1|REF|PER|DMG|DTP|TRN|SBR|INS|PAT)$/;
const [PIPE, STAR, TILDE] = [124, 42, 126];
const LONGEST = 4096;

/**
 * Reads a segment of HL7 v2 (`PID|1||…`) or X12 (`NM1*IL*1*DOE*JANE~`).
 * @returns where it ends; where it began, if there is none.
 */
export const takeSegment = (line: Line, at: number): number => {
  const separator = line.symbol(at + 1);
  if ((separator !== PIPE && separator !== STAR) || line.size(at) > 3 || !line.glued(at + 1)) return at;
  const name = line.plain(at, at + 1);
  if (!(separator === PIPE ? HL7 : X12).test(name)) return at;
  const coded = X12_CODED.test(name);
  const last = Math.min(line.length, at + LONGEST);
  let index = at + 1;
  let element = 0;
  let from = index;
  const close = (to: number) => {
    const chosen =
      separator === PIPE
        ? element > (name === 'MRG' ? 0 : 1)
        : coded
          ? element > 1
          : name === 'CLM'
            ? element === 1
            : element > 0;
    if (to > from && chosen && isTelling(line, from, to, separator === PIPE ? 1 : 2)) line.redact(from, to);
  };
  while (index < last) {
    const code = line.symbol(index);
    if (code === separator) {
      close(index);
      element += 1;
      from = index + 1;
    } else if (code === TILDE || line.isQuote(index) || line.has(index, Mark.line)) break;
    else if (
      separator === STAR &&
      line.has(index, Mark.space) &&
      element > 1 &&
      line.kind(index) === Kind.word &&
      name !== 'N3' &&
      name !== 'N4'
    )
      break;
    index += 1;
  }
  close(index);
  return index;
};

/** Qualifiers and numbers of so few characters tell nothing. */
const isTelling = (line: Line, from: number, to: number, few: number): boolean =>
  (line.ends[to - 1] ?? 0) - (line.starts[from] ?? 0) > few;
