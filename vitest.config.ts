import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], testTimeout: number) => ({
  test: { name, include, testTimeout, hookTimeout: testTimeout, setupFiles: ['test/support/clean-environment.ts'] },
});

export default defineConfig({
  test: {
    // By default one processor is left free, which leaves one of two: most tests wait for processes.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      project(
        'unit',
        [
          'test/unit/**/*.test.ts',
          'test/rules/**/*.test.ts',
          'test/property/**/*.test.ts',
          'test/fuzz/**/*.test.ts',
          'test/architecture.test.ts',
        ],
        120_000,
      ),
      // A busy machine starts processes slowly: this ends what hangs, and judges no speed.
      project('git', ['test/git/**/*.test.ts', 'test/hooks/**/*.test.ts'], 300_000),
      project('cli', ['test/cli/**/*.test.ts'], 300_000),
    ],
  },
});
