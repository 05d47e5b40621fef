import { parseArgs } from 'node:util';
import * as z from 'zod';

export const IMPORT_HELP = `Usage: npm run import -- FILE|DIR [options]

Imports patients and vital signs through the HTTP API: FHIR R4 bundles (.json), FHIR R4 resources one per line (.ndjson),
and patients as CSV in Synthea's columns (.csv). Run it again after an interruption: it resumes, and doubles nothing.

  --url URL               the API's origin (default: the local stack that runs)
  --token TOKEN           an access token; or PHIDUCIA_TOKEN, which other users of the machine cannot see
  --as EMAIL              a demo user of the local stack (default clinician@demo.test)
  --covered-entity UUID   for platform operators: whose patients these are
  --dry-run               read and check everything, send nothing
  --assume-midnight       take a day without a time of day as 00:00 UTC; else such a vital sign is refused
  --concurrency N         requests at once, 1 to 16 (default 4)
  --state FILE            what is done (default: a file per stack and covered entity below PHIDUCIA_HOME or .local/)
  --resume FILE           the same, but FILE must exist
  --report FILE           a JSON line for each record that was skipped or refused, and why; no PHI
  --help                  show this

Exit status: 0 all imported, already there, or of a kind that is not kept; 1 some refused; 2 wrong usage; 3 stopped.
docs/import.md says more.
`;

/** A sentence for the operator. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface ImportOptions {
  readonly help: boolean;
  readonly input: string;
  readonly url?: string;
  readonly token?: string;
  readonly as: string;
  readonly coveredEntityId?: string;
  readonly dryRun: boolean;
  readonly assumeMidnight: boolean;
  readonly concurrency: number;
  readonly state?: string;
  readonly mustResume: boolean;
  readonly report?: string;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

const argumentsOf = (argv: readonly string[]) => {
  const options = {
    url: text,
    token: text,
    as: { ...text, default: 'clinician@demo.test' },
    'covered-entity': text,
    'dry-run': flag,
    'assume-midnight': flag,
    concurrency: { ...text, default: '4' },
    state: text,
    resume: text,
    report: text,
    help: { ...flag, short: 'h' },
  } as const;
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options });
  } catch {
    // What Node.js says here repeats the arguments, and one of them may be a token.
    throw new UsageError('There is an unknown option, or one without its value.');
  }
};

const concurrencyOf = (value: string): number => {
  const concurrency = /^\d{1,2}$/.test(value) ? Number(value) : 0;
  if (concurrency < 1 || concurrency > 16) throw new UsageError('--concurrency is a number from 1 to 16.');
  return concurrency;
};

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The origin alone. A token and PHI go there: in the clear to this machine only. */
const originOf = (url: string | undefined): string | undefined => {
  if (url === undefined) return undefined;
  if (!URL.canParse(url)) throw new UsageError('--url is an URL, such as https://api.example.org.');
  const { protocol, hostname, username, origin, pathname } = new URL(url);
  if (username !== '' || pathname !== '/') throw new UsageError('--url is an origin: no user, no path.');
  if (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname))) return origin;
  throw new UsageError('--url must be https, but for this machine.');
};

/** @throws UsageError */
export const parseImportOptions = (
  argv: readonly string[],
  { PHIDUCIA_TOKEN }: Readonly<Record<string, string | undefined>>,
): ImportOptions => {
  const { values, positionals } = argumentsOf(argv);
  const [input = '', ...others] = positionals;
  if (!values.help && (input === '' || others.length > 0)) throw new UsageError('Name one file or one directory.');
  const entity = values['covered-entity'];
  if (entity !== undefined && !z.uuid().safeParse(entity).success) throw new UsageError('--covered-entity is a UUID.');
  if (values.state !== undefined && values.resume !== undefined)
    throw new UsageError('Choose one of --state and --resume.');
  const token = values.token ?? (PHIDUCIA_TOKEN === '' ? undefined : PHIDUCIA_TOKEN);
  if (token !== undefined && !/^[\w.=-]+$/.test(token)) throw new UsageError('The token is not an access token.');
  return {
    help: values.help,
    input,
    url: originOf(values.url),
    token,
    as: values.as,
    coveredEntityId: entity?.toLowerCase(),
    dryRun: values['dry-run'],
    assumeMidnight: values['assume-midnight'],
    concurrency: concurrencyOf(values.concurrency),
    state: values.state ?? values.resume,
    mustResume: values.resume !== undefined,
    report: values.report,
  };
};
