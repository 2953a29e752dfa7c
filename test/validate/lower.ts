import { join } from 'node:path';
import { BUILT_IN_KNOWLEDGE } from '../../src/config/index.ts';
import type { Detection } from '../../src/content/model.ts';
import type { Lowering } from '../../src/languages/front-end.ts';

/** Lowers a detection against the knowledge that comes with firedrill. */
export async function lowerForTest(detection: Detection): Promise<Lowering> {
  const { language, document, query } = detection;
  switch (language) {
    case 'sigma': {
      const { lowerSigma } = await import('../../src/languages/sigma/index.ts');
      return lowerSigma(document.value);
    }
    case 'spl': {
      const [{ lowerSpl }, splunk] = await Promise.all([
        import('../../src/languages/spl/index.ts'),
        import('../../src/platforms/splunk/index.ts'),
      ]);
      const knowledge = splunk.loadSplunkKnowledge([join(BUILT_IN_KNOWLEDGE, 'splunk')], ignore);
      return lowerSpl(query?.text ?? '', splunk.splunkEnvironment(knowledge, { tables: [] }));
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

const ignore = (): void => undefined;
