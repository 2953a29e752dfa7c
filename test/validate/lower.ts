import { join } from 'node:path';
import { BUILT_IN_KNOWLEDGE } from '../../src/config/index.ts';
import type { Detection } from '../../src/content/model.ts';
import type { Lowering } from '../../src/languages/front-end.ts';
import type { SplEnvironment } from '../../src/languages/spl/environment.ts';

/** Lowers a detection against the knowledge that comes with firedrill. */
export async function lowerForTest(detection: Pick<Detection, 'language' | 'document' | 'query'>): Promise<Lowering> {
  const { language, document, query } = detection;
  switch (language) {
    case 'sigma': {
      const { lowerSigma } = await import('../../src/languages/sigma/index.ts');
      return lowerSigma(document.value);
    }
    case 'spl': {
      const { lowerSpl } = await import('../../src/languages/spl/index.ts');
      return lowerSpl(query?.text ?? '', await splunkForTest());
    }
    default: {
      const [{ lowerKql }, sentinel] = await Promise.all([
        import('../../src/languages/kql/index.ts'),
        import('../../src/platforms/sentinel/index.ts'),
      ]);
      const knowledge = sentinel.loadSentinelKnowledge([join(BUILT_IN_KNOWLEDGE, 'sentinel')], ignore);
      return lowerKql(query?.text ?? '', sentinel.sentinelEnvironment(knowledge, {}));
    }
  }
}

/** What searches may name: the knowledge that comes with firedrill, and a lookup. */
export async function splunkForTest(): Promise<SplEnvironment> {
  const splunk = await import('../../src/platforms/splunk/index.ts');
  const knowledge = splunk.loadSplunkKnowledge([join(BUILT_IN_KNOWLEDGE, 'splunk')], ignore);
  const columns = [{ name: 'host' }, { name: 'owner' }];
  return splunk.splunkEnvironment(knowledge, { tables: [{ name: 'known_hosts', columns, rows: [] }] });
}

const ignore = (): void => undefined;
