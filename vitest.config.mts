import { defineConfig } from 'vitest/config';

/**
 * Threads, not forks: `strapi.destroy()` removes all listeners of its process, which a forked
 * worker does not survive. One Strapi per worker at a time, hence no parallel files where one boots.
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
    fileParallelism: false,
    projects: [
      project('unit', false),
      project('contract', false),
      project('integration', true),
      project('faults', true),
      project('e2e', true),
    ],
  },
});
