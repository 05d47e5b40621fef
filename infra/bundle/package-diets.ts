import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { allOf, type Diet, instead } from './diet';
import { ENDPOINT_DIET } from './endpoint-diet';
import { POWERTOOLS_DIETS } from './powertools-diets';
import { onlyReached, replaced } from './source-text';
import { ZOD_DIETS } from './zod-diets';

/** Where our own code names the errors of AWS that it tells apart. */
const ADAPTERS = join(__dirname, '../../shared/adapters/aws');

/** Names of errors that stand anywhere in our adapters: those are compared by class, or their members are read. */
const errorsOfAdapters = (): ReadonlySet<string> =>
  new Set(
    readdirSync(ADAPTERS).flatMap((file) =>
      allOf(readFileSync(join(ADAPTERS, file), 'utf8'), /\b([A-Z]\w+Exception)\b/g),
    ),
  );

/** Errors whose class says that a call may be tried again. */
const retryableErrors = (schemas: string): readonly string[] =>
  readFileSync(join(dirname(schemas), '../models/errors.js'), 'utf8')
    .split(/^export class /m)
    .filter((source) => source.includes('$retryable'))
    .map((source) => source.slice(0, source.indexOf(' ')));

/** Schemas whose keys are plain texts: a key that is computed may have effects, so esbuild would keep every operation's. */
const withoutComputedKeys = (text: string): string => {
  const texts = new Map(
    [...text.matchAll(/^const (_\w+) = ("\w+");$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  return replaced(text, /\[(_\w+)\]:/g, (key, name) => {
    const value = texts.get(name);
    return value === undefined ? key : `${value}:`;
  });
};

/**
 * Takes the classes of errors that we never name out of an AWS client. The SDK answers such an error with the service's
 * base class, under its own name, with its status and its message; how it is tried again goes by those.
 */
const withoutUnnamedErrors = (text: string, path: string): string => {
  const named = new Set([...errorsOfAdapters(), ...retryableErrors(path)]);
  return withoutComputedKeys(text).replace(/^\w+\.registerError\(\w+\$, (\w+)\);$/gm, (line, name: string) =>
    named.has(name) || name.endsWith('ServiceException') ? line : '',
  );
};

/** The HTTP protocol for operations that name no host of their own; one that does is refused aloud. */
const withoutHostPrefixes = (text: string): string =>
  replaced(
    replaced(text, /^import \{ getHttpOperationBindings, HttpBindingNormalizedSchema \}.*$/m, ''),
    /^ {4}setHostPrefix\([^]*?^ {4}\}\n/m,
    '    setHostPrefix(_, { traits }) { if (traits?.endpoint !== undefined) throw new TypeError("left out"); }\n',
  );

const onlyEpochTimes = (text: string): string =>
  replaced(
    text,
    /\breturn parseRfc(?:3339DateTimeWithOffset|7231DateTime)\(value\);/g,
    'throw new TypeError("left out");',
  );

const onlyRequestsSigned = (text: string): string =>
  onlyReached(
    replaced(text, /\bthis\.sign(?:Event|Message)\(toSign, options\)/g, 'Promise.reject(new TypeError("left out"))'),
    ['constructor', 'sign'],
  );

/** The partitions of AWS without the names of their Regions: the pattern of each says as well which are its own. */
const withoutRegions = (text: string): string => {
  const { partitions, ...rest } = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as {
    readonly partitions: readonly object[];
  };
  const lean = { ...rest, partitions: partitions.map((partition) => ({ ...partition, regions: {} })) };
  return `export const partitionsInfo = ${JSON.stringify(lean)};`;
};

/** A package's own description, of which the SDK reads the version. */
const onlyVersion = (text: string): string => {
  const { version } = JSON.parse(text) as { readonly version: string };
  return JSON.stringify({ version });
};

/**
 * What no function reaches, in files of packages (docs/decisions/0029). Each entry must meet a file of the bundles: a
 * package that has moved it fails the build.
 */
export const PACKAGE_DIETS: readonly Diet[] = [
  ...ZOD_DIETS,
  ...POWERTOOLS_DIETS,
  ENDPOINT_DIET,
  // The retry mode `adaptive`, which nobody asks for.
  {
    file: /[/\\]@smithy[/\\]core[/\\].*[/\\]util-retry[/\\]AdaptiveRetryStrategy\.js$/,
    contents: instead('export const AdaptiveRetryStrategy = undefined;'),
  },
  // No operation that we call streams events; S3's client asks for two names of it.
  {
    file: /[/\\]@smithy[/\\]core[/\\]dist-es[/\\]submodules[/\\]event-streams[/\\]index\.js$/,
    contents: instead(
      'export const eventStreamSerdeProvider = undefined; ' +
        'export const resolveEventStreamSerdeConfig = (config) => config;',
    ),
  },
  // Node.js has SHA-256 itself.
  {
    file: /[/\\]@smithy[/\\]core[/\\].*[/\\]sha256[/\\]Sha256Js\.js$/,
    contents: instead('export const Sha256Js = undefined;'),
  },
  // Lambda has no files of profiles.
  {
    file: /[/\\]@smithy[/\\]core[/\\].*[/\\]loadSharedConfigFiles\.js$/,
    contents: instead(
      'export const CONFIG_PREFIX_SEPARATOR = "."; ' +
        'export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });',
    ),
  },
  // No operation writes parts of its input into the host, and the JSON protocols of AWS write times as numbers.
  { file: /[/\\]submodules[/\\]protocols[/\\]HttpProtocol\.js$/, contents: withoutHostPrefixes },
  { file: /[/\\]json[/\\]codec-v2[/\\]JsonShapeDeserializer2\.js$/, contents: onlyEpochTimes },
  // No URL is signed, and no event of a stream.
  { file: /[/\\]@smithy[/\\]signature-v4[/\\]dist-es[/\\]SignatureV4\.js$/, contents: onlyRequestsSigned },
  // The signatures of event streams.
  {
    file: /[/\\]@smithy[/\\]signature-v4[/\\]dist-es[/\\]HeaderFormatter\.js$/,
    contents: instead('export class HeaderFormatter {}'),
  },
  // Lambda states the Region; there is no instance metadata to ask.
  {
    file: /[/\\]@smithy[/\\]core[/\\].*[/\\]getInstanceMetadataRegion\.js$/,
    contents: instead('export const getInstanceMetadataRegion = async () => undefined;'),
  },
  // Endpoint discovery, which no command of the client asks for; the client makes the cache nevertheless.
  {
    file: /[/\\]@aws-sdk[/\\]endpoint-cache[/\\]dist-es[/\\]index\.js$/,
    contents: instead('export class EndpointCache {}'),
  },
  {
    file: /[/\\]@aws-sdk[/\\]client-[a-z0-9-]+[/\\]dist-es[/\\]schemas[/\\]schemas_0\.js$/,
    contents: withoutUnnamedErrors,
  },
  {
    file: /[/\\]@aws-sdk[/\\]core[/\\].*[/\\]lib[/\\]aws[/\\]partitions\.js$/,
    contents: withoutRegions,
  },
  // The user agent states the version.
  { file: /[/\\]@aws-sdk[/\\]client-[a-z0-9-]+[/\\]package\.json$/, contents: onlyVersion, loader: 'json' },
  // We negotiate media types alone.
  { file: /[/\\]negotiator[/\\]lib[/\\](?:charset|encoding|language)\.js$/, contents: instead('') },
];
