import { defineConfig } from 'vitest/config';

/**
 * Threads, not forks: `strapi.destroy()` removes all listeners of its process, which a forked
 * worker does not survive. Three files at a time: each boots a Strapi of its own, on its own database,
 * and mostly waits for it.
 */
const project = (name: string, booting: boolean) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    pool: 'threads' as const,
    testTimeout: booting ? 60_000 : 10_000,
    hookTimeout: 120_000,
    ...(booting ? { globalSetup: ['tests/support/global-setup.ts'] } : {}),
  },
});

export default defineConfig({
  test: {
    maxWorkers: 3,
    minWorkers: 1,
    projects: [
      project('unit', false),
      project('contract', false),
      project('integration', true),
      project('faults', true),
      project('e2e', true),
    ],
  },
});
