import { auditEvent } from '../../../shared/application/call';
import { CHECKS, Readiness } from '../../../shared/domain/readiness';
import { DefectError, DependencyUnavailableError } from '../../../shared/ports/errors';
import { isAudited } from '../../../shared/ports/audit-trail';
import { MemoryCustody, phiCall } from '../../support/memory-custody';

const EVENT = auditEvent(phiCall(), { outcome: 'success', status_code: 200 }, new MemoryCustody());

const report = (audited: boolean): Readiness =>
  Readiness.of('aws', [
    {
      name: 'audit-append',
      ...CHECKS['audit-append'],
      passed: audited,
      checked_at: EVENT.recorded_at,
      duration_ms: 0,
    },
  ]);

/** As the use case does: the report says what became of the event. */
const honest = (appended: Promise<void>): Promise<Readiness> =>
  appended.then(
    () => report(true),
    () => report(false),
  );

describe('guarantee 1 and its one exception: the report on readiness', () => {
  it('comes with its event where that can be written', async () => {
    const { audit } = new MemoryCustody();
    const answer = await audit.answerReadiness(EVENT, honest);
    expect(isAudited(answer)).toBe(true);
    expect(answer.body.audit_logging_enabled).toBe(true);
    expect(audit.events).toEqual([EVENT]);
  });

  it('comes without it where it cannot, and says so', async () => {
    const { audit } = new MemoryCustody();
    audit.available = false;
    const { body } = await audit.answerReadiness(EVENT, honest);
    expect([body.audit_logging_enabled, body.overall_hipaa_ready]).toEqual([false, false]);
    expect(audit.events).toEqual([]);
  });

  it('is refused when it calls an audit trail working that did not take its event', async () => {
    const { audit } = new MemoryCustody();
    audit.available = false;
    const dishonest = (): Promise<Readiness> => Promise.resolve(report(true));
    await expect(audit.answerReadiness(EVENT, dishonest)).rejects.toBeInstanceOf(DefectError);
  });

  it('is refused when it does not wait for its event and calls it written', async () => {
    const { audit } = new MemoryCustody();
    const hasty = (): Promise<Readiness> => Promise.resolve(report(true));
    jest.spyOn(audit, 'record').mockReturnValue(new Promise(() => undefined));
    await expect(audit.answerReadiness(EVENT, hasty)).rejects.toBeInstanceOf(DefectError);
  });

  it('records no event that could not be read again', async () => {
    const { audit } = new MemoryCustody();
    const unreadable = { ...EVENT, session_id: '33333333-3333-3333-3333-333333333333' };
    expect((await audit.answerReadiness(unreadable, honest)).body.audit_logging_enabled).toBe(false);
    expect(audit.events).toEqual([]);
  });

  it('leaves every other answer as it was: no event, no body', async () => {
    const { audit } = new MemoryCustody();
    audit.available = false;
    await expect(audit.answer([EVENT], report(false).body)).rejects.toBeInstanceOf(DependencyUnavailableError);
  });
});
