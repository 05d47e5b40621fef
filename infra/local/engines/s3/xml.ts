const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** An element with text (escaped) or with children (elements already made). */
export function xmlElement(name: string, content: string | number | boolean | readonly string[]): string {
  return `<${name}>${typeof content === 'object' ? content.join('') : escaped(String(content))}</${name}>`;
}

export function xmlDocument(root: string, children: readonly string[], namespace = NAMESPACE): string {
  const attribute = namespace === '' ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${children.join('')}</${root}>`;
}

/**
 * The text of the first element of that name without children. Enough for the small documents that S3 takes, whose
 * element names never repeat; not an XML parser: no entities but the five of XML, no CDATA, no DTD.
 */
export function xmlText(document: string, name: string): string | undefined {
  const match = new RegExp(`<${name}(?:\\s[^<>]*)?>([^<>]*)</${name}>`).exec(document);
  return match?.[1] === undefined ? undefined : unescaped(match[1].trim());
}

function escaped(text: string): string {
  return text.replace(/[&<>"\p{Cc}]/gu, (character) => `&#${String(character.codePointAt(0))};`);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|apos);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}
