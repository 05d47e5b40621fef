import { isDeepStrictEqual } from 'node:util';
import type { LocalStack } from '../../support/local-stack';
import type { SeededRandom } from '../../support/phi-lines/random';
import { decryptBatch } from './custody-steps';
import type { Violations } from './event-checks';
import { type Answer, isDone, itemsOf, type KnownPatient, type Model, newId, type Step, step } from './model';
import { send, type Tokens } from './load';

/** Patients whom nothing has touched lately, compared all the same at each kill. */
const OLD_PATIENTS = 3;
const SIDE_BY_SIDE = 4;
const PAGE = '100';

const HEADERS = { 'X-Purpose-Of-Use': 'treatment' };

/** Asks, and keeps the answer with what was sent, so that its event is looked for like any other. */
const ask = async (stack: LocalStack, tokens: Tokens, model: Model, kill: number, what: Step) => {
  const answer = await send(stack, tokens, what);
  model.sent.push({ kill, step: what, attempts: [answer] });
  return answer;
};

const bodyOf = ({ json }: Answer): Readonly<Record<string, unknown>> => Object(json) as Record<string, unknown>;

const valueOf = (item: unknown, name: string): unknown => Reflect.get(Object(item) as object, name);

const comparePatient = (patient: KnownPatient, answer: Answer | undefined): Violations => {
  if (answer === undefined || !isDone(answer))
    return [`the patient ${patient.id} is answered ${String(answer?.status)}`];
  const body = bodyOf(answer);
  const different = Object.entries(patient.content)
    .filter(([name, value]) => !isDeepStrictEqual(body[name], value))
    .map(([name]) => name);
  return different.length === 0 ? [] : [`the patient ${patient.id} has another ${different.join(', ')}`];
};

const compareReadings = (patient: KnownPatient, answer: Answer | undefined): Violations => {
  if (answer === undefined || !isDone(answer))
    return [`readings of ${patient.id} are answered ${String(answer?.status)}`];
  const shown = new Map(itemsOf(answer).map((item) => [String(valueOf(item, 'id')), item] as const));
  // A page holds a hundred; what is known beyond that is looked for in the table.
  const wanted = shown.size < Number(PAGE) ? patient.readings : [];
  const wrong = wanted.filter(({ id, value }) => valueOf(shown.get(id), 'value') !== value);
  return wrong.map(({ id }) => `the reading ${id} is not shown as it was recorded`);
};

/** Reads back what was acknowledged: patients, readings, tokens; and asks with sessions that have ended. */
export const compareContent = async (
  { stack, tokens, model, random }: Comparison,
  kill: number,
): Promise<Violations> => {
  const fresh = model.patients.filter(({ comparedAt }) => comparedAt === 0);
  const old = model.patients.filter(({ comparedAt }) => comparedAt > 0);
  const some = Array.from({ length: Math.min(OLD_PATIENTS, old.length) }, () => random.any(old));
  const left = [...new Set([...fresh, ...some])];
  const violations: string[] = [];
  const compare = async (): Promise<void> => {
    for (let patient = left.pop(); patient !== undefined; patient = left.pop()) {
      const path = `/patients/${patient.id}`;
      const whose = { who: 'admin' } as const;
      const options = { headers: HEADERS };
      const record = step(whose, { operation: 'getPatient', method: 'GET', path, options });
      violations.push(...comparePatient(patient, await ask(stack, tokens, model, kill, record)));
      if (patient.readings.length > 0) {
        const query = { limit: PAGE };
        const readings = step(whose, {
          operation: 'listBiometrics',
          method: 'GET',
          path: `${path}/biometrics`,
          options: { ...options, query },
        });
        violations.push(...compareReadings(patient, await ask(stack, tokens, model, kill, readings)));
      }
      patient.comparedAt = kill;
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, compare));
  return [
    ...violations,
    ...(await compareTokens({ stack, tokens, model, random }, kill)),
    ...(await endedSessions(stack, model)),
  ];
};

export interface Comparison {
  readonly stack: LocalStack;
  readonly tokens: Tokens;
  readonly model: Model;
  readonly random: SeededRandom;
}

/** The newest tokens open to what was sealed. */
const compareTokens = async ({ stack, tokens, model, random }: Comparison, kill: number): Promise<Violations> => {
  const batch = decryptBatch({ model, random, client: 0, who: 'admin' });
  if (batch === undefined) return [];
  const known = model.tokens.slice(
    -batch.events({ status: 200, requestId: newId(random), replayed: false, json: null }),
  );
  const answer = await ask(stack, tokens, model, kill, batch);
  const values = answer === undefined ? [] : itemsOf(answer).map((item) => valueOf(item, 'value'));
  return isDeepStrictEqual(
    values,
    known.map(({ value }) => value),
  )
    ? []
    : ['the newest tokens do not open to their values'];
};

/** A session whose end was acknowledged stays ended. */
const endedSessions = async (stack: LocalStack, { endedSessions: ended }: Model): Promise<Violations> => {
  const answers = await Promise.all(ended.slice(-3).map((token) => stack.api('GET', '/session', { token })));
  return answers.flatMap(({ status }) => (status === 401 ? [] : [`a session that has ended is answered ${status}`]));
};
