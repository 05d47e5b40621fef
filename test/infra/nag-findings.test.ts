import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STACK_NAMES, synthesised } from './support/assembly';
import { acknowledgedFindings, findings, validationReports } from './support/nag-report';

const assembly = synthesised();

/** The findings that are accepted, where, and why. A change of this file is a change of the deployment's security. */
const FROZEN: unknown = JSON.parse(readFileSync(join(__dirname, 'support', 'acknowledged-findings.json'), 'utf8'));

/** Every acknowledgement as `<construct> <rule id>`, whether a finding needs it or not. */
const acknowledgements = STACK_NAMES.flatMap((stack) =>
  Object.entries(
    JSON.parse(readFileSync(join(assembly.directory, `Phiducia-dev-${stack}.metadata.json`), 'utf8')) as Readonly<
      Record<string, readonly { readonly type: string; readonly data: unknown }[]>
    >,
  ).flatMap(([path, entries]) =>
    entries
      .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
      .flatMap(({ data }) => Object.keys(data as object).map((rule) => `${path.slice(1)} ${rule}`)),
  ),
);

describe('policy as code: cdk-nag’s HIPAA Security and AWS Solutions packs', () => {
  it('both ran', () => {
    expect(validationReports(assembly).map(({ pluginName }) => pluginName)).toEqual(
      expect.arrayContaining(['HIPAA.Security', 'AwsSolutions']),
    );
  });

  it('find nothing that is not fixed or acknowledged', () => {
    expect(findings(assembly)).toEqual([]);
  });

  it('what is acknowledged, where, and why, is frozen', () => {
    expect(acknowledgedFindings(assembly)).toEqual(FROZEN);
  });

  it('each acknowledgement answers a finding that is still there', () => {
    const used = new Set(
      validationReports(assembly)
        .flatMap(({ suppressedViolations }) => suppressedViolations ?? [])
        .map(({ acknowledgedAt, acknowledgedId }) => `${acknowledgedAt} ${acknowledgedId}`),
    );

    expect(acknowledgements.length).toBeGreaterThan(10);
    expect(acknowledgements.filter((acknowledgement) => !used.has(acknowledgement))).toEqual([]);
  });

  it('each acknowledgement gives a reason', () => {
    expect(acknowledgedFindings(assembly).filter(({ reason }) => reason.length < 40)).toEqual([]);
  });
});
