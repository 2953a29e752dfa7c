import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'threads',
    maxWorkers: 2,
    // Files of one worker share the modules they load: Microsoft's parser alone takes a second. Tests that change a
    // module's state put it back.
    isolate: false,
  },
});
