import { configDefaults, defineConfig } from 'vitest/config';

/** Loads the built package, and with it a second copy of Microsoft's parser, which is global to its thread. */
const OF_THE_PACKAGE = 'test/detections.test.ts';

export default defineConfig({
  test: {
    globalSetup: ['test/temporary-folder.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'threads',
    maxWorkers: 2,
    projects: [
      // Files of one worker share the modules they load: Microsoft's parser alone takes a second. Tests that change a
      // module's state put it back.
      {
        extends: true,
        test: {
          name: 'sources',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, OF_THE_PACKAGE],
        },
      },
      { extends: true, test: { name: 'package', isolate: true, include: [OF_THE_PACKAGE] } },
    ],
  },
});
