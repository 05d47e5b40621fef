import type { Representation } from '../../shared/api/representations/representation';
import type { MediaType, RouteDefinition } from '../../shared/api/routes/route-definition';
import type { ResponseCheck } from '../../shared/ports/audit-trail';
import { DefectError } from '../../shared/ports/errors';
import { assertSendable } from './response-check';

/** How an operation writes its body in each form besides JSON. */
export type Representers = Readonly<Partial<Record<MediaType, (body: never) => Representation>>>;

/** A client that asks otherwise gets another form (RFC 9110 section 12.5.5). */
const variesOf = ({ response }: RouteDefinition): Record<string, string> =>
  response.representations === undefined ? {} : { Vary: 'Accept' };

/**
 * A body in the form that the client asked for; JSON needs nobody to write it.
 * @param body as the route's schema parsed it
 * @throws DefectError when the route states a form that its operation does not write
 */
export const represent = (
  route: RouteDefinition,
  representers: Representers,
  mediaType: MediaType,
  body: unknown,
): Representation => {
  const varies = variesOf(route);
  if (mediaType === 'application/json') {
    return { text: JSON.stringify(body), headers: { ...varies, 'Content-Type': mediaType } };
  }
  const representer = representers[mediaType];
  if (representer === undefined) throw new DefectError('a form that nothing writes');
  const { text, headers } = representer(body as never);
  return { text, headers: { ...varies, ...headers } };
};

/** The check of a body, and that it can be sent in its form, before an event tells that it was. */
export const checkForm =
  (
    check: ResponseCheck | undefined,
    route: RouteDefinition,
    representers: Representers,
    mediaType: MediaType,
  ): ResponseCheck =>
  (body) => {
    check?.(body);
    if (mediaType !== 'application/json') assertSendable(represent(route, representers, mediaType, body).text);
  };
