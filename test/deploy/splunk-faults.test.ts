import { describe } from 'vitest';
import { splunkTarget } from '../../src/deploy/splunk/target.ts';
import { startSplunk } from '../emulators/splunk.ts';
import { describeFaults } from './fault-matrix.ts';
import { QUICK_RETRY } from './quick-retry.ts';
import { CONTENT, splunkContent } from './splunk-content.ts';

const { desired } = splunkContent({}, { 'detections/many_tools.yml': CONTENT['detections/many_tools.yml'] ?? '' });

describe('Splunk, when things go wrong', () => {
  describeFaults(async (timeoutMs) => {
    const emulator = await startSplunk('content');
    const { url, ca, token, objects } = emulator;
    emulator.put('configs/conf-macros', 'theirs', { definition: 'index=theirs' });
    return {
      emulator,
      target: splunkTarget({ url, ca, token, app: 'content', timeoutMs }, QUICK_RETRY),
      canaries: [token],
      count: () => objects.size,
    };
  }, desired);
});
