import type { Session } from '../testing/open-session.ts';
import { deploySettings } from '../deploy/settings.ts';
import type { EngineName, LiveEngine } from '../live/engine.ts';

/** The engine of a name, as the configuration and the environment say. Close it when done. */
export async function openEngine(
  name: EngineName,
  { workspace }: Pick<Session, 'workspace'>,
  environment?: string,
): Promise<LiveEngine> {
  const { root, deploy } = workspace.config;
  const settings = deploySettings(deploy, environment);
  const { env } = process;
  switch (name) {
    case 'splunk': {
      const { splunkEngine } = await import('../live/splunk/engine.ts');
      const { collectorConnection, splunkConnection } = await import('../deploy/splunk/from-environment.ts');
      const collector = collectorConnection(settings.splunk, env, root);
      const testIndex = env['FIREDRILL_SPLUNK_TEST_INDEX'] ?? settings.splunk.testIndex;
      return splunkEngine({
        connection: splunkConnection(settings.splunk, env, root),
        ...(collector && { collector }),
        ...(testIndex !== undefined && { testIndex }),
        environment: () => workspace.splEnvironment(),
      });
    }
    case 'sentinel':
      return (await import('../live/sentinel/open.ts')).openSentinel(settings, env);
    case 'adx':
      return (await import('../live/adx/open.ts')).openDataExplorer(settings, env);
  }
}
