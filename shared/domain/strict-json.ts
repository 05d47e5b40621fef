import { refuse, type Refusal } from './result';

/** Deepest nesting of arrays and objects that a body may have. */
export const MAX_DEPTH = 32;

type Malformed = Refusal<'malformed-request'>;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The end of the string token that starts at `start`: the index of its closing quote. The text is valid JSON. */
const endOfString = (text: string, start: number): number => {
  for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote;
  }
};

/**
 * Whether valid JSON text is nested too deep or names a key twice in one object, on which parsers disagree
 * (RFC 8259 section 4), so that a checker and a consumer could see different values. One pass, no recursion.
 */
const isAmbiguous = (text: string): boolean => {
  const open: (Set<string> | undefined)[] = [];
  let keyNext = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '{' || character === '[') {
      if (open.length >= MAX_DEPTH) return true;
      keyNext = character === '{';
      open.push(keyNext ? new Set() : undefined);
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === ',') {
      keyNext = open.at(-1) !== undefined;
    } else if (character === '"') {
      const end = endOfString(text, index);
      const keys = open.at(-1);
      if (keyNext && keys !== undefined) {
        const key = String(JSON.parse(text.slice(index, end + 1)));
        if (keys.has(key)) return true;
        keys.add(key);
        keyNext = false;
      }
      index = end;
    }
  }
  return false;
};

/**
 * Parses a request body: UTF-8 without byte order mark, one JSON text, no duplicate keys, at most 32 levels deep.
 * Total: anything else is a refusal, never an exception.
 */
export const parseStrictJson = (bytes: Uint8Array): { readonly json: unknown } | Malformed => {
  try {
    const text = decoder.decode(bytes);
    const json: unknown = JSON.parse(text);
    return isAmbiguous(text) ? refuse('malformed-request') : { json };
  } catch {
    return refuse('malformed-request');
  }
};
