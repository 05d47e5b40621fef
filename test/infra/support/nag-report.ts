import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Finding {
  readonly ruleName: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

interface Acknowledged extends Finding {
  readonly acknowledgedId: string;
  readonly acknowledgedAt: string;
  readonly reason: string;
}

interface PluginReport {
  readonly pluginName: string;
  readonly violations: readonly Finding[];
  readonly suppressedViolations?: readonly Acknowledged[];
}

interface Synthesised {
  readonly stage: string;
  readonly directory: string;
}

/** What the validations of a synthesis found. */
export const validationReports = ({ directory }: Synthesised): readonly PluginReport[] =>
  (
    JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8')) as {
      readonly pluginReports: readonly PluginReport[];
    }
  ).pluginReports;

/** Findings that nobody accepted, as `<rule> on <construct>`. */
export const findings = (assembly: Synthesised): readonly string[] =>
  validationReports(assembly).flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} on ${constructPath}`),
    ),
  );

/** Without the stage; functions and methods by their kind, or each new route would be a new acceptance. */
const placeOf = (path: string, stage: string): string =>
  path
    .replace(`Phiducia-${stage}-`, '')
    .replace(/^Api\/Functions\/\w+\//, 'Api: each function: ')
    .replace(/^Evidence\/\w+\/Bundled\//, 'Evidence: each function: ')
    .replace(/^(Api)\/Api\/RestApi\/Default\/.*\/ANY\/.*$/, '$1: each ANY method')
    .replace(/\/Resource$/, '');

/** A finding that is accepted, with the constructs for which it is. */
interface AcknowledgedFinding {
  readonly rule: string;
  readonly reason: string;
  readonly places: readonly string[];
}

/** The findings that are accepted, in order: one row for each rule and reason. */
export const acknowledgedFindings = (assembly: Synthesised): readonly AcknowledgedFinding[] => {
  const rows = new Map<string, { rule: string; reason: string; places: Set<string> }>();
  for (const { suppressedViolations = [] } of validationReports(assembly)) {
    for (const { ruleName, reason, violatingConstructs } of suppressedViolations) {
      const rule = ruleName
        .replaceAll(/:us-[a-z]+-\d:/g, ':<region>:')
        .replace(`/${assembly.stage}/`, '/<stage>/')
        .replace(`Phiducia-${assembly.stage}-`, 'Phiducia-<stage>-');
      const row = rows.get(`${rule}\0${reason}`) ?? { rule, reason, places: new Set<string>() };
      for (const { constructPath } of violatingConstructs) row.places.add(placeOf(constructPath, assembly.stage));
      rows.set(`${rule}\0${reason}`, row);
    }
  }
  return [...rows.values()]
    .map(({ rule, reason, places }) => ({ rule, reason, places: [...places].sort() }))
    .sort((left, right) => `${left.rule}\0${left.reason}`.localeCompare(`${right.rule}\0${right.reason}`, 'en'));
};
