import { it } from 'vitest';
import { splunkTarget } from '../../src/deploy/splunk/target.ts';
import { startSplunk } from '../emulators/splunk.ts';
import { killedAtEveryLine } from './killed-at-lines.ts';
import { QUICK_RETRY } from './quick-retry.ts';
import { CONTENT, splunkContent } from './splunk-content.ts';

const FILES = ['detections/many_tools.yml', 'lookups/invented_hosts.yml', 'lookups/invented_hosts.csv'];
const { desired } = splunkContent({}, Object.fromEntries(FILES.map((name) => [name, CONTENT[name] ?? ''])));

it('goes on, or back, after a process that was killed at any line of its journal', { timeout: 120_000 }, () =>
  killedAtEveryLine(async () => {
    const splunk = await startSplunk('content');
    const { url, ca, token } = splunk;
    return {
      target: splunkTarget({ url, ca, token, app: 'content' }, QUICK_RETRY),
      desired,
      script: 'apply-and-die.ts',
      ca,
      arguments: [url, token],
      size: () => splunk.objects.size + splunk.engine.files.size,
      close: () => splunk.close(),
    };
  }),
);
