/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.(t|j|mj)s$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  // These packages are ESM only; jest runs CommonJS.
  transformIgnorePatterns: ['/node_modules/(?!(@middy|jose|ulidx)/)'],
  testTimeout: 30_000,
  maxWorkers: 2,
};

export default config;
