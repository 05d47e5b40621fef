/** An id that nothing has, as it stands in a path. */
export const ABSENT = '6f1d2c3b-4a59-4867-9786-a5b4c3d2e1f0';

/** A route's path with an id in each variable. */
export const filled = (path: string): string => path.replace('{version}', '1').replace(/\{\w+\}/g, ABSENT);

/** The text of a request without a body, for a connection of its own. */
export const lines = (method: string, target: string, fields: readonly string[] = []): string =>
  [`${method} ${target} HTTP/1.1`, 'Host: localhost', 'Connection: close', 'Content-Length: 0', ...fields, '', ''].join(
    '\r\n',
  );
