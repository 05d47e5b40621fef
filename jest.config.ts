/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.(t|j|mj)s$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  // These packages are ESM only; jest runs CommonJS.
  transformIgnorePatterns: ['/node_modules/(?!(@middy|jose|ulidx)/)'],
  // No test reads zod's messages in fifty languages, and each test file would load them all.
  moduleNameMapper: { '^\\.\\./locales/index\\.cjs$': 'zod/v4/locales/en.cjs' },
  testTimeout: 30_000,
  // One more than the cores that the bar is stated for: suites wait for their stacks as much as they compute.
  maxWorkers: 3,
};

export default config;
