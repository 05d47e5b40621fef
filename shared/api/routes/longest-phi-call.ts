/**
 * The longest timeout of a function behind the BAA gate, in seconds. A number of its own, since a function that took it
 * from the route table would carry all of it; a test holds the two equal.
 */
export const LONGEST_PHI_CALL_SECONDS = 15;
