import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { allOf, type Diet } from './diet';
import { onlyReached, replaced } from './source-text';

/** The logger without what our own does not call (`shared/observability/logger.ts`): it keeps no lines back. */
const logger = (text: string): string =>
  onlyReached(
    [
      // Lines are not kept back, and ours is the formatter.
      /^ {8}this\.#setLogBuffering\(logBufferOptions\);$/m,
      /^ {8}if \(this\.#bufferConfig\.enabled &&\n[^]*?(?=^ {8}if \(logLevel >= this\.#invocationStore)/m,
      /(?<=\blogFormatter) \?\?\s+new PowertoolsLogFormatter\(\{[^}]*\}\)/,
    ].reduce((shorter, part) => replaced(shorter, part, ''), text),
    ['constructor', 'info', 'warn', 'error'],
  );

/** The metrics without what ours do not call (`shared/observability/metrics.ts`). */
const metrics = (text: string): string =>
  onlyReached(text, ['constructor', 'addMetric', 'addDimensions', 'publishStoredMetrics']);

/** What belongs to a class, without the methods that what is left of the class does not call. */
const storeOf =
  (owner: string, lean: (text: string) => string): Diet['contents'] =>
  (text, path) => {
    const names = new Set(allOf(lean(readFileSync(join(dirname(path), owner), 'utf8')), /\.(\w+)\(/g));
    return onlyReached(text, ['constructor', ...names]);
  };

/**
 * One invocation at a time, as everywhere but on Lambda Managed Instances, and no trace id in a line: else both are looked
 * up in the environment several times a line.
 */
const environment = (text: string): string => {
  const oneAtATime = replaced(
    text,
    /(?<=^const shouldUseInvokeStore = \(\) => \{\n)[^]*?(?=^\};$)/m,
    'return false;\n',
  );
  return replaced(oneAtATime, /(?<=^const getXRayTraceIdFromEnv = \(\) => \{\n)[^]*?(?=^\};$)/m, 'return undefined;\n');
};

/** What our logger and metrics do not call of Powertools. */
export const POWERTOOLS_DIETS: readonly Diet[] = [
  { file: /[/\\]commons[/\\]lib[/\\]esm[/\\]envUtils\.js$/, contents: environment },
  { file: /[/\\]logger[/\\]lib[/\\]esm[/\\]Logger\.js$/, contents: logger },
  {
    file: /[/\\]logger[/\\]lib[/\\]esm[/\\]Log(?:Attributes|Invocation)Store\.js$/,
    contents: storeOf('Logger.js', logger),
  },
  { file: /[/\\]metrics[/\\]lib[/\\]esm[/\\]Metrics\.js$/, contents: metrics },
  {
    file: /[/\\]metrics[/\\]lib[/\\]esm[/\\](?:Metrics|Dimensions|Metadata)Store\.js$/,
    contents: storeOf('Metrics.js', metrics),
  },
];
