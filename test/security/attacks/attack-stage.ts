import { textMember } from '../../../shared/domain/json-member';
import { RouteCaller } from '../../contract/routes/route-caller';
import type { LocalStack } from '../../support/local-stack';
import { rawItems } from '../../support/raw-table';
import { seededSuite } from '../../support/seeded-suite';
import { sharedStack } from '../../support/shared-stack';
import type { StackResponse } from '../../support/stack-request';
import { flawsOf } from './answer-flaws';
import { type RawAnswer, readRawAnswer } from './raw-http';

/** Seed and sampling of the attack suite. */
export const suite = seededSuite('attacks');

interface Tally {
  tries: number;
  refused: number;
  findings: number;
}

const tallies = new Map<string, Tally>();

/** Refusals that must be on record: request ids, and what they were. */
const recorded = new Map<string, string>();

/** What an attempt came to: its answer, and what is wrong with that beyond what is wrong with any answer. */
export interface Attempt {
  readonly answer: StackResponse;
  readonly wrong: readonly (string | false | undefined)[];
  /** Whether the attempt must have left an audit event. */
  readonly recorded?: boolean;
}

/**
 * Makes attempts one after the other, counts them for the table, and returns what was found, so that one run names
 * all of it and not the first alone.
 */
export const attack = async <Case>(
  name: string,
  cases: readonly Case[],
  nameOf: (each: Case) => string,
  attempt: (each: Case) => Promise<Attempt>,
): Promise<readonly string[]> => {
  const tally = tallies.get(name) ?? { tries: 0, refused: 0, findings: 0 };
  tallies.set(name, tally);
  const findings: string[] = [];
  for (const each of cases) {
    const { answer, wrong, recorded: mustBe = false } = await attempt(each);
    const id = answer.headers.get('x-request-id');
    if (mustBe && id !== null) recorded.set(id, `${name}: ${nameOf(each)}`);
    tally.tries += 1;
    if (answer.status >= 400) tally.refused += 1;
    const found = [...flawsOf(answer), ...wrong.filter((text) => typeof text === 'string')];
    findings.push(...found.map((text) => `${nameOf(each)}: ${text}`));
  }
  tally.findings += findings.length;
  return findings;
};

/** Says that a value is not what it must be; nothing where it is. */
export const unless = (isRight: boolean, text: string): string | false => !isRight && text;

/** Says that an answer has not the status that it must have. */
export const statusIs = (answer: StackResponse, ...expected: readonly number[]): string | false =>
  unless(expected.includes(answer.status), `answered ${answer.status}, not ${expected.join(' or ')}`);

/** Says that an answer is not the problem that it must be. */
export const problemIs = (answer: StackResponse, status: number, code: string): string | false => {
  const found = textMember(answer.json, 'code');
  return unless(
    answer.status === status && found === code,
    `answered ${answer.status} ${String(found)}, not ${status} ${code}`,
  );
};

let stage: RouteCaller | undefined;

/** The one stack that all attacks are made on, with the examples of all routes. */
export const staged = (): RouteCaller => {
  if (stage === undefined) throw new Error('The stack of the attacks does not run.');
  return stage;
};

export const stack = (): LocalStack => staged().stack;

export const startStage = async (): Promise<void> => {
  stage = await RouteCaller.start(sharedStack());
};

/** A request as it stands, byte for byte, to the stage's port. */
export const raw = (text: string | readonly (string | Uint8Array)[]): Promise<RawAnswer> =>
  readRawAnswer(stack().url, text);

/** Refusals that are not on record, or more than once; by one look into the table itself. */
export const unrecorded = async (): Promise<readonly string[]> => {
  const counts = new Map<string, number>();
  for (const { request_id } of await rawItems(stack(), 'audit')) {
    if (request_id?.S !== undefined) counts.set(request_id.S, (counts.get(request_id.S) ?? 0) + 1);
  }
  return [...recorded].flatMap(([id, what]) =>
    counts.get(id) === 1 ? [] : [`${what}: ${counts.get(id) ?? 0} events`],
  );
};

/** How many refusals were looked for in the log. */
export const recordedCount = (): number => recorded.size;

/** Prints what was tried, and ends the stack. */
export const endStage = async (): Promise<void> => {
  suite.print(
    'Attacks',
    [...tallies].map(([name, tally]) => ({ attack: name, ...tally })),
  );
  await stage?.stack.stop();
};
