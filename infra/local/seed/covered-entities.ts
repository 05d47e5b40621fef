/** The covered entities of the demo: fixed, so that scripts and tests can name them. */
export const coveredEntities = {
  a: '0e6bd3f4-6a0c-4c0e-9a53-7d2c4a8f1b01',
  b: 'b7a1c9d2-3f5e-4b86-8c14-52e09d6f7a02',
} as const;
