import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Two cores, and room for a person's editor.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Far above what any takes; a machine with much else to do must not fail them.
          testTimeout: 30_000,
          environment: 'node',
          include: [
            'packages/**/*.test.{ts,tsx}',
            'kinds/**/*.test.{ts,tsx}',
            'app/**/*.test.{ts,tsx}',
            'examples/**/*.test.ts',
            'test/{unit,rfc6455,hostile}/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/dist/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/{e2e,install}/**/*.test.ts'],
          globalSetup: ['test/e2e/build.ts'],
          fileParallelism: false,
          maxWorkers: 1,
          // A browser is started, a server killed and started again; CI's cores are slow and shared.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
