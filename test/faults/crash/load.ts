import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '../../support/phi-lines/random';
import type { LocalStack } from '../../support/local-stack';
import { custodySteps } from './custody-steps';
import { type Answer, isDone, type Model, type Sent, type Step, step, type Who } from './model';
import type { PlannedKill } from './plan';
import { careTeamSteps, emergencySteps, type MakeStep, patientSteps } from './patient-steps';

export type Tokens = Readonly<Record<Who, string>>;

/** A client: who signs in, and what they do. */
const CLIENTS: readonly { readonly who: Who; readonly steps: readonly MakeStep[] }[] = [
  { who: 'clinician', steps: patientSteps },
  { who: 'admin', steps: [...patientSteps, ...careTeamSteps] },
  { who: 'admin', steps: custodySteps },
  { who: 'admin', steps: [...custodySteps, ...careTeamSteps] },
  { who: 'clinician2', steps: emergencySteps },
];

const EMAILS: Readonly<Record<Who, string>> = {
  admin: 'admin@demo.test',
  clinician: 'clinician@demo.test',
  clinician2: 'clinician2@demo.test',
};

const POLL_MS = 10;

/** Of how many keyed answers one is lost on its way, while the stack lives. */
const ANSWERS_PER_LOSS = 6;

/** Of how many steps one is the end of a session of its own. */
const STEPS_PER_SESSION = 12;

export const signInAll = async (stack: LocalStack): Promise<Tokens> => {
  const [admin, clinician, clinician2] = await Promise.all(
    [EMAILS.admin, EMAILS.clinician, EMAILS.clinician2].map((email) => stack.token(email)),
  );
  return { admin: admin ?? '', clinician: clinician ?? '', clinician2: clinician2 ?? '' };
};

/** Sends a step once. @returns undefined where no whole answer came */
export const send = async (stack: LocalStack, tokens: Tokens, { who, method, path, options }: Step) => {
  try {
    const { status, headers, json } = await stack.api(method, path, { token: tokens[who], ...options });
    const replayed = headers.get('idempotency-replayed') === 'true';
    return { status, requestId: headers.get('x-request-id') ?? '', replayed, json } satisfies Answer;
  } catch {
    return undefined;
  }
};

/** Ends a session that nobody else uses. */
const sessionEnd = async (stack: LocalStack, model: Model, who: Who): Promise<Step> => {
  const token = await stack.token(EMAILS[who]);
  return step(
    { who },
    {
      operation: 'endSession',
      method: 'DELETE',
      path: '/session',
      options: { token },
      acknowledged: () => model.endedSessions.push(token),
    },
  );
};

export interface Load {
  /** Ends when all clients have lost the stack, and says what was sent. */
  readonly ended: Promise<void>;
  readonly stop: () => void;
  /** Resolves when so many answers have come, or after so long. */
  readonly answered: (count: number, longestMs: number) => Promise<void>;
}

export interface LoadOptions {
  readonly stack: LocalStack;
  readonly tokens: Tokens;
  readonly model: Model;
  readonly kill: PlannedKill;
  /** How many kinds of steps a client has: each is a function that must start anew after a kill. */
  readonly kinds: number;
}

/** The first kind, which others need, and some more. */
const someOf = (steps: readonly MakeStep[], kinds: number, random: SeededRandom): readonly MakeStep[] => {
  if (kinds >= steps.length) return steps;
  const [first, ...rest] = steps;
  const chosen = Array.from({ length: kinds - 1 }, () => rest[random.below(rest.length)]);
  return [first, ...chosen].flatMap((make) => make ?? []);
};

/** Several clients at once, each with one request under way at a time, until the stack is gone. */
export const startLoad = ({ stack, tokens, model, kill: { number: kill, seed }, kinds }: LoadOptions): Load => {
  let stopped = false;
  let answers = 0;
  const run = async ({ who, steps }: (typeof CLIENTS)[number], client: number): Promise<void> => {
    const random = new SeededRandom(seed + client * 7919, 0);
    const own = someOf(steps, kinds, random);
    while (!stopped) {
      const ends = random.below(STEPS_PER_SESSION) === 0;
      const next = ends
        ? await sessionEnd(stack, model, who).catch(() => undefined)
        : random.any(own)({ model, random, client, who });
      if (next === undefined) {
        if (ends) return;
        // Nothing is known yet of what the step is about: the first thing this client can do, unless it has none.
        await sleep(POLL_MS);
        continue;
      }
      const isLost = next.repeat === 'by-key' && random.below(ANSWERS_PER_LOSS) === 0;
      const whole = await send(stack, tokens, next);
      const answer = isLost ? undefined : whole;
      const sent: Sent = { kill, step: next, attempts: [answer] };
      model.sent.push(sent);
      answers += whole === undefined ? 0 : 1;
      // What became of the request is not known: whatever this client did next could be in its way.
      if (whole === undefined || whole.status >= 500) return;
      if (answer !== undefined && isDone(answer)) next.acknowledged(answer);
    }
  };
  const ended = Promise.all(CLIENTS.map(run)).then(() => undefined);
  return {
    ended,
    stop: () => {
      stopped = true;
    },
    answered: async (count, longestMs) => {
      const until = performance.now() + longestMs;
      while (answers < count && performance.now() < until) await sleep(POLL_MS);
    },
  };
};
