import { charsIn } from './char-sets';
import { isKnown } from './known';
import { isImageFile } from './media';
import { shapeOf } from './shapes';

const TECHNICAL_HOST =
  /^https?:\/\/(?:[\w.-]+\.)?(?:amazonaws\.com|amazon\.com|aws\.dev|github\.com|githubusercontent\.com|npmjs\.(?:org|com)|nodejs\.org|loinc\.org|hl7\.org|snomed\.(?:info|org)|w3\.org|ietf\.org|rfc-editor\.org|unitsofmeasure\.org|json-schema\.org|nlm\.nih\.gov|ecr\.aws|(?:docker|ghcr|gcr|quay)\.io|pypi\.org|hhs\.gov|localhost|127\.0\.0\.1)(?::\d+)?(?:[/?#]|$)/i;
const KNOWN_SEGMENT =
  /^(?:v?\d{1,3}(?:\.\d+)*|[0-9a-f]{8}-[0-9a-f-]{27}|\{\w+\}|:\w+|[0-9a-f]{24,64}|[0-7][0-9A-HJKMNP-TV-Z]{25}|)$/i;
const EXTENSION =
  /\.(?:gz|n?json|csv|txt|log|parquet|html?|js|css|xml|zip|tar|avro|orc|bak|enc|sql|ya?ml|map|svg|ico|png|woff2?)$/;
const HARMLESS_PARAMETER =
  /^(?:page|limit|cursor|sort|order|size|offset|version|lang|locale|format|fields|tab|state|status|type|mine|v|q?tpl)=[\w.,:-]{0,40}$/i;

/** An address that is written without `https://`: a host with a path, or one that says `www`. */
export const isBareUrl = (text: string): boolean =>
  /^(?:www\.[\w-]{1,63}\.[a-z]|(?:[\w-]{1,63}\.){1,5}[a-z]{2,10}(?::\d{1,5})?\/[\w~])/i.test(text) &&
  !/^[\w.-]*\.(?:js|ts|py|go|java|json|log|html?|css|sh|md|ya?ml|x|lock|cfg|conf|txt|zip|gz|tar|csv)\//i.test(text);

/** Longer, it carries data. */
const LONGEST = 2048;
/** No identifier that is told by its form is shorter. */
const SHORTEST = 8;
const MARKER = /\[REDACTED\]/g;
const SCHEME = /^([a-z][a-z\d+.-]{0,63}):\/\//i;
const WEB = /^(?:https?|ftp|wss?)$/i;
/** What stands after the slashes is a host or a bucket, and then names of files. */
const STORE = /^(?:s3[an]?|gs|gcs|sftp|ftps|scp|smb|nfs|hdfs|webdavs?|abfss?)$/i;
/** Of systems that say where they are: their paths and parameters are their own. */
const TECHNICAL_SCHEME =
  /^(?:arn|postgres(?:ql)?|mysql|mariadb|rediss?|memcached?|mongodb(?:\+srv)?|amqps?|kafka|nats|mqtts?|ssh|git|(?:git|svn)\+\w+|tcp|udp|tls|unix|https?\+unix|npipe|grpcs?|otlp|syslog|ldaps?|docker|oci|ecr|file|node|webpack(?:-internal)?|vscode|chrome-extension|dynamodb|sqs|sns|lambda|spiffe|stuns?|turns?|mssql|sqlserver|oracle|snowflake|clickhouse|cassandra|bolt|neo4j|jar|classpath)$/i;
const PERSONAL_PARAMETER =
  /^(?:ssn|mrn|dob|birth\w*|(?:first|last|given|family|full|patient)?[_-]?name|patient\w*|e?mail|phone|address)=./i;
const PERSONS_HOME =
  /^file:\/\/\/(?:[a-z]:\/)?(?:home|users)\/(?!(?:ubuntu|ec2-user|runner|node|app|root|circleci|vscode|lambda|jenkins|shared)(?:\/|$))[^/]/i;

const DASHED = /(?<![\da-z])(?<!\d[-.])(?:\d{3}([-.])\d\d\1\d{4}|[2-9]\d\d[-.]\d{3}[-.]\d{4})(?![\da-z])(?![-.]\d)/gi;
/** Of a birth rather than of a release or a log, which are of this century. */
const BIRTH = /(?<!\d)(?!1970-01-01)(?:18|19)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\dT])/;
const MAILBOX = /^[^\s@]{1,64}@(?:[^\s@.]{1,63}\.)+[^\s@.\d]{2,}$/u;
/** Mailboxes of systems. */
export const SYSTEM_MAILBOX =
  /^(?:git|root|ec2-user|ubuntu|no-?reply|do-?not-?reply|postmaster|mailer-daemon|abuse|hostmaster|webmaster|npm)@/i;

const isPhi = (text: string): boolean => {
  if (text.length < SHORTEST || !/\d/.test(text)) return false;
  const codes = Uint16Array.from(text, (_, index) => text.charCodeAt(index));
  return shapeOf(text, charsIn(codes, 0, codes.length)) === 'phi';
};

/** Has the text an identifier of a person that is told by its form alone? */
export const hasIdentifier = (text: string): boolean =>
  text.length >= SHORTEST && (BIRTH.test(text) || (text.match(DASHED) ?? []).some(isPhi));

const isPersonalPart = (part: string): boolean =>
  isPhi(part) || (part.includes('@') && MAILBOX.test(part) && !SYSTEM_MAILBOX.test(part));

const isPersonalQuery = (query: string): boolean =>
  query !== '' && query.split(/[&?]/).some((parameter) => parameter !== '' && !HARMLESS_PARAMETER.test(parameter));

const isUnknown = (segment: string): boolean =>
  !KNOWN_SEGMENT.test(segment) && !isKnown(segment.replace(EXTENSION, ''));

const cut = (text: string, at: string): readonly [string, string] => {
  const place = text.indexOf(at);
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + 1)];
};

/**
 * Might the address name a person? Addresses of documentation and of vocabularies do not; any other does if its path has
 * a word that is none of logs, or its query anything but paging. Any does that has an identifier in it.
 * @param announced a key said that it is a person's.
 */
export const isPersonalUrl = (url: string, announced: boolean): boolean => {
  if (url.length > LONGEST) return true;
  const text = url.replace(MARKER, '').replace(/%2d/gi, '-').replace(/%40/g, '@');
  const [, scheme = ''] = SCHEME.exec(text) ?? [];
  if (scheme === '') return false;
  const [beforeFragment, fragment] = cut(text, '#');
  const [address, query] = cut(beforeFragment, '?');
  const [, , authority = '', ...segments] = address.split('/');
  const rest = text.slice(scheme.length + 3 + authority.length);
  if (hasIdentifier(text) || rest.split(/[/?&=#;:,]/).some(isPersonalPart)) return true;
  if (TECHNICAL_SCHEME.test(scheme))
    return (
      PERSONS_HOME.test(text) || `${query}&${fragment}`.split(/[&?]/).some((each) => PERSONAL_PARAMETER.test(each))
    );
  // A page's place within itself may be written as a path with a query of its own.
  const [route, routeQuery] = fragment.includes('?') || !fragment.includes('=') ? cut(fragment, '?') : ['', fragment];
  if (isPersonalQuery(query) || isPersonalQuery(routeQuery)) return true;
  const hostLabels = authority.toLowerCase().split('.');
  const isBucket = hostLabels.includes('amazonaws') && hostLabels.some((label) => /^s3(?:-|$)/.test(label));
  if (TECHNICAL_HOST.test(text)) return isBucket && isImageFile(address);
  if (announced) return true;
  const user = authority.slice(0, Math.max(0, authority.lastIndexOf('@')));
  const isHost = WEB.test(scheme) || STORE.test(scheme) || /[.:]/.test(authority);
  return [...segments, ...route.split('/'), user, ...(isHost ? [] : [authority])].some(isUnknown);
};
