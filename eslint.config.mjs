import eslint from '@eslint/js';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/** Modules that may open the box of PHI, besides the box itself. */
const OPENERS = [
  'shared/crypto/value-envelope.ts',
  'shared/crypto/record-envelope.ts',
  'shared/crypto/blind-index.ts',
  'shared/crypto/salted-hash.ts',
  'shared/ports/audit-trail.ts',
  'shared/domain/plaintext.ts',
];

export default tseslint.config(
  { ignores: ['node_modules', '.build', '.local', 'cdk.out', 'coverage'] },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Constructs are made for their effect on the tree they stand in.
      'no-new': 'off',
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'All randomness comes from node:crypto.' },
      ],
    },
  },
  {
    // Texts of thirty characters once stopped the sanitiser for hours.
    files: ['shared/**/*.ts', 'functions/**/*.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': 'error',
    },
  },
  {
    files: ['shared/**/*.ts', 'functions/**/*.ts'],
    ignores: OPENERS,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/domain/plaintext'],
              importNames: ['revealPlaintext'],
              message:
                'Only the envelopes, the blind index, the salted hash, and the audit trail open the box of PHI (guarantee 1).',
            },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Plaintext'][callee.property.name='open']",
          message:
            'Only the envelopes, the blind index, the salted hash, and the audit trail open the box of PHI (guarantee 1).',
        },
      ],
    },
  },
  {
    files: ['infra/**/*.ts'],
    // `new Construct(this, …)` is how CDK composes.
    rules: { '@typescript-eslint/no-extraneous-class': 'off', 'no-new': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // jest's matchers take unbound methods and untyped parts of JSON.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // Tests print the box of PHI on purpose.
      '@typescript-eslint/no-base-to-string': 'off',
    },
  },
  { files: ['**/*.mjs', '**/*.cjs', '**/*.js'], ...tseslint.configs.disableTypeChecked },
  { files: ['**/*.cjs'], languageOptions: { globals: { module: 'writable' } } },
);
