/** A text with everything that a pattern finds replaced. @throws Error where the pattern finds nothing: the text has changed */
export const replaced = (
  text: string,
  pattern: RegExp,
  by: string | ((found: string, group: string) => string),
): string => {
  const shortened = typeof by === 'string' ? text.replace(pattern, by) : text.replace(pattern, by);
  if (shortened === text) throw new Error(`not found: ${String(pattern)}`);
  return shortened;
};

/** What follows a literal's opening quote, up to and with the closing one. */
const LITERALS: Readonly<Record<string, RegExp>> = {
  "'": /(?:[^'\\]|\\.)*'/sy,
  '"': /(?:[^"\\]|\\.)*"/sy,
  '`': /(?:[^`\\]|\\.)*`/sy,
};

/**
 * Where the bracket that opens at `start` closes: the position after it. Quotes are skipped, so the expression must have
 * no regular expression and no template within a template.
 * @throws Error where it does not close
 */
const endOfBracket = (text: string, start: number): number => {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at] ?? '';
    const literal = LITERALS[character];
    if (literal !== undefined) {
      literal.lastIndex = at + 1;
      if (!literal.test(text)) break;
      at = literal.lastIndex - 1;
    } else if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    if (depth === 0) return at + 1;
  }
  throw new Error(`a bracket does not close: ${text.slice(start, start + 80)}`);
};

/** A text without the calls of a method, arguments and all: `x.meta({ … }).y` becomes `x.y`. */
export const withoutCalls = (text: string, method: string): string => {
  const start = text.indexOf(`.${method}(`);
  if (start < 0) return text;
  const end = endOfBracket(text, start + method.length + 1);
  return text.slice(0, start) + withoutCalls(text.slice(end), method);
};

/** A member of a class or of an object of methods, as compilers write it: four spaces deep, closed by a line of its own. */
const MEMBER =
  /^ {4}(?:(?:static|async|get|set) )*(?:([#\w$]+)\(.*\) \{|([\w$]+): (?:async )?function \w*\(.*\) \{)\n[^]*?^ {4}\},?\n/gm;

/** A text without those members that are named. */
export const withoutMembers = (text: string, isUnused: (name: string) => boolean): string =>
  text.replace(MEMBER, (member, method: string | undefined, property: string | undefined) =>
    isUnused(method ?? property ?? '') ? '' : member,
  );

const withoutComments = (text: string): string => text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');

/** What a method calls of its own class. @throws Error where it hands itself on, so that nobody knows what is called */
const ownMembers = (source: string): readonly string[] => {
  const code = withoutComments(source);
  if (/\bthis\[|(?<![!=]== )\bthis\b(?![.?\w]|:)/.test(code.replace(/\breturn this;/g, '')))
    throw new Error('`this` is handed on');
  return [...code.matchAll(/\bthis\??\.(#?[\w$]+)/g)].map(([, name = '']) => name);
};

/**
 * A class without the methods that are neither among the roots nor called by one that stays.
 * @param roots names that the class has not are nobody's
 * @throws Error where the class has none of them
 */
export const onlyReached = (text: string, roots: Iterable<string>): string => {
  const bodies = new Map<string, string>();
  for (const [member, method, property] of text.matchAll(MEMBER)) {
    const name = method ?? property ?? '';
    bodies.set(name, (bodies.get(name) ?? '') + member);
  }
  const reached = new Set<string>();
  const visit = (name: string): void => {
    const body = bodies.get(name);
    if (body === undefined || reached.has(name)) return;
    reached.add(name);
    ownMembers(body).forEach(visit);
  };
  for (const root of roots) visit(root);
  if (reached.size === 0) throw new Error('no method is reached');
  return withoutMembers(text, (name) => !reached.has(name));
};
