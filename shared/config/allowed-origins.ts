import * as z from 'zod';

/** `https://app.example.org`, or plain HTTP on the loopback of the person who develops a page. */
const ORIGIN =
  /^(https:\/\/[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:\d{1,5})?|http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?)$/;

/** The origins whose pages may call the API from a browser. `*` and `null` are none. */
export const AllowedOriginsSchema = z.array(z.string().regex(ORIGIN)).max(10);
