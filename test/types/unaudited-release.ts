/**
 * What must not compile. Each line below an `@ts-expect-error` is a release of PHI past the audit trail, or PHI in the
 * clear where only a sealed value may stand; `tsc --noEmit` fails as soon as one of them becomes possible.
 */
/* eslint @typescript-eslint/require-await: off, @typescript-eslint/no-unsafe-class-instance-assignment: off,
   @typescript-eslint/restrict-plus-operands: off, @typescript-eslint/no-unsafe-call: off
   -- what is wrong here is wrong on purpose; the compiler alone must say so */
import { type OperationDefinition, pipeline } from '../../functions/_pipeline/operation';
import type { Call, PhiCall } from '../../shared/application/call';
import { decryptValue, decryptValues } from '../../shared/application/decrypt-value';
import { encryptValue, type EnvelopeDependencies } from '../../shared/application/encrypt-value';
import type { SealingKey } from '../../shared/crypto/derived-key';
import { sealValue } from '../../shared/crypto/value-envelope';
import type { Ciphertext } from '../../shared/crypto/value-token';
import { Plaintext } from '../../shared/domain/plaintext';
import { Readiness } from '../../shared/domain/readiness';
import type { Audited, AuditEvents, AuditTrail } from '../../shared/ports/audit-trail';

declare const deps: EnvelopeDependencies;
declare const trail: AuditTrail;
declare const events: AuditEvents;
declare const event: AuditEvents[0];
declare const call: Call;
declare const phiCall: PhiCall;
declare const box: Plaintext<string>;
declare const key: SealingKey;
declare const binding: Parameters<typeof sealValue>[1];
declare const nonce: Uint8Array;
declare function store(ciphertext: Ciphertext): void;

type Handle = OperationDefinition<'decryptValue', EnvelopeDependencies>['handle'];
const dependencies = (): EnvelopeDependencies => deps;

// Guarantee 1: a handler answers with what came through the audit trail, and with nothing else.
export const audited: Handle = ({ call: own, body }, own_) =>
  'items' in body ? decryptValues(own_, own, body.items) : decryptValue(own_, own, body);
// @ts-expect-error a bare body was never audited
export const bareBody: Handle = async () => ({ value: 'phi' });
// @ts-expect-error PHI in its box was never audited
export const boxed: Handle = async () => box;
// @ts-expect-error nor was a box around the body
export const boxedBody: Handle = async () => box.map((value) => ({ value }));
// @ts-expect-error nothing but the audit trail makes an `Audited`
export const fabricated: Handle = async () => ({ body: { value: 'phi' } });
// @ts-expect-error nor does a variable of that form
export const fabricatedValue: Audited<{ readonly value: string }> = { body: { value: 'phi' } };
// @ts-expect-error an audited body of another operation is not this one's
export const anotherBody: Handle = async () => trail.answer(events, { ciphertext: 'phi.v1.x' });
// @ts-expect-error nothing is no answer
export const nothing: Handle = async () => undefined;
// @ts-expect-error a refusal names a problem of the catalogue
export const unknownRefusal: Handle = async () => ({ refused: 'because' as const });
// @ts-expect-error the pipeline takes no handler that skips the audit trail
export const run = pipeline('decryptValue', { handle: async () => ({ value: 'phi' }) }, dependencies);
// @ts-expect-error an operation that is not in the route table has no pipeline
export const unknownRun = pipeline('releaseEverything', { handle: audited }, dependencies);
// @ts-expect-error an event at least: no release without one
void trail.release([], box);
// @ts-expect-error what the trail does to make events durable is not for others to call
void trail.append(events);

// The one answer that may leave without its event is a report on readiness, which only checks can make.
void trail.answerReadiness(event, async () => Readiness.of('aws', []));
// @ts-expect-error a body of PHI is none
void trail.answerReadiness(event, async () => ({ value: 'phi' }));
// @ts-expect-error nor is one in its box
void trail.answerReadiness(event, async () => box);
// @ts-expect-error nor is an object of the form of one
void trail.answerReadiness(event, async () => ({ body: Readiness.of('aws', []).body }));
// @ts-expect-error nothing but checks makes one
export const madeReadiness = new Readiness({ value: 'phi' });
// @ts-expect-error and it is no answer of an operation that releases PHI
export const report: Handle = async () => trail.answerReadiness(event, async () => Readiness.of('aws', []));
// @ts-expect-error it has an event, durable or not
void trail.answerReadiness(undefined, async () => Readiness.of('aws', []));

// Guarantee 2: PHI operations run on a call that passed the BAA gate.
// @ts-expect-error this call has not
void decryptValue(deps, call, { ciphertext: 'phi.v1.x', context: {} });
// @ts-expect-error nor has this one
void encryptValue(deps, call, { value: box, context: {}, category: undefined });
void encryptValue(deps, phiCall, { value: box, context: {}, category: undefined });

// Only what was sealed is a `Ciphertext`, and only a `Ciphertext` is stored.
store(sealValue(box, binding, key, nonce));
// @ts-expect-error a text is none
store('phi.v1.x');
// @ts-expect-error PHI in the clear is none
store(box);
// @ts-expect-error nor is what its box says
store(String(box));
// @ts-expect-error a text is no value to seal: PHI comes in its box
sealValue('phi', binding, key, nonce);
// @ts-expect-error what is sealed already is not sealed again by mistake
sealValue(sealValue(box, binding, key, nonce), binding, key, nonce);

// PHI in its box is not a text: it is not joined, compared, measured, or passed on as one.
// @ts-expect-error not assigned
export const text: string = box;
// @ts-expect-error not joined
export const joined: string = box + box;
// @ts-expect-error not joined by a method
export const concatenated: string = 'Patient: '.concat(box);
// @ts-expect-error not cut into pieces
export const cut: string = box.slice(0, 4);
// @ts-expect-error not measured
export const length: number = box.length;
// @ts-expect-error not compared
export const compared: boolean = box === 'phi';
// @ts-expect-error not built without its maker
export const made = new Plaintext('phi');
// @ts-expect-error not read past its lock
export const read: string = box.value;
// @ts-expect-error and nothing that only looks like it is a box
export const forged: Plaintext<string> = { map: () => box, toJSON: () => '', toString: () => '' };
