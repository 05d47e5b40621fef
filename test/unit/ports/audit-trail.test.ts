import { auditEvent } from '../../../shared/application/call';
import { Plaintext } from '../../../shared/domain/plaintext';
import { AuditTrail, isAudited } from '../../../shared/ports/audit-trail';
import { MemoryCustody, phiCall } from '../../support/memory-custody';

const EVENT = auditEvent(phiCall(), { outcome: 'success', status_code: 200 }, new MemoryCustody());

/** A trail whose writes wait until a test decides on them. */
class WaitingTrail extends AuditTrail {
  readonly settle: { resolve: (outcome: 'committed' | 'conflict') => void; reject: (reason: Error) => void }[] = [];

  readonly #wait = (): Promise<'committed' | 'conflict'> =>
    new Promise((resolve, reject) => this.settle.push({ resolve, reject }));

  protected override async append(): Promise<void> {
    await this.#wait();
  }

  protected override transact(): Promise<'committed' | 'conflict'> {
    return this.#wait();
  }
}

const ways = [
  ['a release', (trail: AuditTrail) => trail.release([EVENT], Plaintext.of('body'))],
  ['an answer', (trail: AuditTrail) => trail.answer([EVENT], 'body')],
  ['a change', (trail: AuditTrail) => trail.commit([], [EVENT], 'body')],
  ['a record', (trail: AuditTrail) => trail.record([EVENT])],
] as const;

describe('164.312(b), guarantee 1: nothing comes back before its event is durable', () => {
  it.each(ways)('%s waits for the event', async (_, write) => {
    const trail = new WaitingTrail();
    let done = false;
    const writing = write(trail).then((result) => {
      done = true;
      return result;
    });
    await new Promise((tick) => setImmediate(tick));
    expect(done).toBe(false);
    trail.settle[0]?.resolve('committed');
    const result = await writing;
    expect(result === undefined || isAudited(result)).toBe(true);
    expect(trail.settle).toHaveLength(1);
  });

  it.each(ways)('%s gives nothing but the failure when the event cannot be written', async (_, write) => {
    const trail = new WaitingTrail();
    const failure = new Error('down');
    const writing = write(trail);
    trail.settle[0]?.reject(failure);
    await expect(writing).rejects.toBe(failure);
  });

  it('a change that conflicts has no body', async () => {
    const trail = new WaitingTrail();
    const writing = trail.commit([], [EVENT], 'body');
    trail.settle[0]?.resolve('conflict');
    expect(await writing).toBe('conflict');
  });
});

describe('what came through the audit trail', () => {
  it('holds the body', async () => {
    const trail = new WaitingTrail();
    const writing = trail.release([EVENT], Plaintext.of({ value: 'x' }));
    trail.settle[0]?.resolve('committed');
    expect((await writing).body).toEqual({ value: 'x' });
  });

  it.each([undefined, null, 'body', { body: 'body' }, Plaintext.of('body'), Promise.resolve()])(
    'is told from what did not: %p',
    (value) => {
      expect(isAudited(value)).toBe(false);
    },
  );

  it('is not imitated by an object of its prototype', async () => {
    const trail = new WaitingTrail();
    const writing = trail.answer([EVENT], 'body');
    trail.settle[0]?.resolve('committed');
    const prototype = Object.getPrototypeOf(await writing) as object;
    expect(isAudited(Object.assign(Object.create(prototype) as object, { body: 'forged' }))).toBe(false);
  });
});

describe('an event tells of no release that fails', () => {
  it('records nothing when the body is not what its route may send', async () => {
    const custody = new MemoryCustody();
    const refuse = (): void => {
      throw new RangeError('response too large');
    };
    await expect(custody.audit.answer([EVENT], { value: 1 }, refuse)).rejects.toThrow(RangeError);
    expect(custody.audit.events).toEqual([]);
  });

  it('records nothing that could not be read again: an append-only log cannot be mended', async () => {
    const custody = new MemoryCustody();
    const unreadable = { ...EVENT, session_id: '33333333-3333-3333-3333-333333333333' };
    await expect(custody.audit.record([unreadable])).rejects.toThrow();
    await expect(custody.audit.commit([], [unreadable], 'body')).rejects.toThrow();
    expect(custody.audit.events).toEqual([]);
  });
});
