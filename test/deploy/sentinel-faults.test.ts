import { describe } from 'vitest';
import { sentinelTarget } from '../../src/deploy/sentinel/target.ts';
import { startArm, WORKSPACE } from '../emulators/arm.ts';
import { describeFaults } from './fault-matrix.ts';
import { QUICK_RETRY } from './quick-retry.ts';
import { SENTINEL_CONTENT, sentinelContent } from './sentinel-content.ts';

const FILES = ['detections/rule.yaml', 'knowledge/parsers/Invented.yaml', 'knowledge/watchlists/vips.csv'];
const desired = sentinelContent(Object.fromEntries(FILES.map((name) => [name, SENTINEL_CONTENT[name] ?? ''])));

describe('Sentinel, when things go wrong', () => {
  describeFaults(async (timeoutMs) => {
    const emulator = await startArm();
    emulator.put('savedSearches/theirs', { displayName: 'Theirs', category: 'x', query: 'Event' });
    const credential = { getToken: async () => ({ token: 'good-token', expiresOnTimestamp: Date.now() + 3_600_000 }) };
    return {
      emulator,
      target: sentinelTarget(
        { ...WORKSPACE, endpoint: emulator.url, ca: emulator.ca, credential, timeoutMs },
        QUICK_RETRY,
      ),
      canaries: ['good-token'],
      count: () => [...emulator.resources.keys()].filter((path) => path.split('/').length === 2).length,
    };
  }, desired);
});
