import { it } from 'vitest';
import { sentinelTarget } from '../../src/deploy/sentinel/target.ts';
import { startArm, WORKSPACE } from '../emulators/arm.ts';
import { killedAtEveryLine } from './killed-at-lines.ts';
import { QUICK_RETRY } from './quick-retry.ts';
import { SENTINEL_CONTENT, sentinelContent } from './sentinel-content.ts';

const FILES = ['detections/rule.yaml', 'knowledge/parsers/Invented.yaml', 'knowledge/watchlists/vips.csv'];
const desired = sentinelContent(Object.fromEntries(FILES.map((name) => [name, SENTINEL_CONTENT[name] ?? ''])));

it('goes on, or back, after a process that was killed at any line of its journal', { timeout: 120_000 }, () =>
  killedAtEveryLine(async () => {
    const arm = await startArm();
    const credential = { getToken: async () => ({ token: 'good-token', expiresOnTimestamp: Date.now() + 3_600_000 }) };
    return {
      target: sentinelTarget({ ...WORKSPACE, endpoint: arm.url, ca: arm.ca, credential }, QUICK_RETRY),
      desired,
      script: 'apply-to-sentinel-and-die.ts',
      ca: arm.ca,
      arguments: [arm.url],
      size: () => arm.resources.size,
      close: () => arm.close(),
    };
  }),
);
