import { isKnown } from './known';

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

/**
 * Might the address name a person? Addresses of documentation and of vocabularies do not; any other does if its path has
 * a word that is none of logs, or its query anything but paging.
 * @param announced a key said that it is a person's.
 */
export const isPersonalUrl = (url: string, announced: boolean): boolean => {
  const text = url.slice(0, 2048);
  const [beforeFragment = ''] = text.split('#', 1);
  const [address = '', query = ''] = beforeFragment.split('?', 2);
  if (query !== '' && query.split('&').some((parameter) => !HARMLESS_PARAMETER.test(parameter))) return true;
  if (TECHNICAL_HOST.test(text)) return false;
  if (announced) return true;
  const [, , , ...segments] = address.split('/');
  return segments.some((segment) => !KNOWN_SEGMENT.test(segment) && !isKnown(segment.replace(EXTENSION, '')));
};
