import { isAbsolute, join, relative, sep } from 'node:path';
import { BUILT_IN_KNOWLEDGE } from '../config/index.ts';
import { knowledgeAbove } from '../content/index.ts';
import type { DesiredObject, Target } from '../deploy/index.ts';
import { DeployError, StateFolder } from '../deploy/index.ts';
import { type DeploySettings, deploySettings } from '../deploy/settings.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { openSession } from '../testing/open-session.ts';
import type { DeployOptions } from './commands/deploy.ts';

export interface OpenContent {
  readonly root: string;
  readonly settings: DeploySettings;
  readonly desired: readonly DesiredObject[];
  /** Errors of content that would be deployed. */
  readonly errors: readonly Diagnostic[];
  /** Folders of knowledge that were looked into. */
  readonly knowledge: readonly string[];
}

export interface OpenDeployment extends OpenContent {
  readonly target: Target;
  readonly folder: StateFolder;
}

type ContentOptions = Pick<DeployOptions, 'config' | 'environment'>;

/** What the repository wants on a platform. */
export async function openContent(
  platform: 'splunk' | 'sentinel',
  options: ContentOptions,
  cwd: string,
): Promise<OpenContent> {
  const session = await openSession({ cwd, ...(options.config !== undefined && { config: options.config }) });
  try {
    const { root, deploy, knowledge: roots } = session.workspace.config;
    const settings = deploySettings(deploy, options.environment);
    const { detections } = session;
    const concerned = detections.filter(({ language }) => language === (platform === 'splunk' ? 'spl' : 'kql'));
    const errors = concerned.flatMap((detection) =>
      (session.findings.get(detection) ?? []).filter(({ severity }) => severity === 'error'),
    );
    let desired: readonly DesiredObject[];
    let knowledge: readonly string[];
    if (platform === 'splunk') {
      const { desiredSplunk } = await import('../deploy/splunk/desired.ts');
      knowledge = [...new Set([...knowledgeAbove(detections, cwd), ...roots.splunk])];
      desired = desiredSplunk({ detections, knowledge }, settings);
    } else {
      const { desiredSentinel } = await import('../deploy/sentinel/desired.ts');
      // What comes with firedrill is in every workspace already, or is there for replays only.
      knowledge = roots.sentinel.filter((folder) => folder !== join(BUILT_IN_KNOWLEDGE, platform));
      desired = desiredSentinel({ detections, knowledge }, settings);
    }
    return { root, settings, errors, knowledge, desired: desired.map((object) => withShortPath(object, cwd)) };
  } finally {
    await session.close();
  }
}

/** Opens the repository and the workspace that are to be compared. */
export async function openDeployment(options: DeployOptions, cwd: string): Promise<OpenDeployment> {
  const content = await openContent(options.target, options, cwd);
  const target = await openTarget(options.target, content.settings, content.root);
  return { ...content, target, folder: new StateFolder(join(content.root, '.firedrill', 'deploy'), target) };
}

const withShortPath = (object: DesiredObject, cwd: string): DesiredObject =>
  object.file !== undefined && isAbsolute(object.file)
    ? { ...object, file: relative(cwd, object.file).split(sep).join('/') }
    : object;

async function openTarget(platform: 'splunk' | 'sentinel', settings: DeploySettings, root: string): Promise<Target> {
  const { env } = process;
  const needed = (what: string, value: string | undefined, variable: string): string => {
    if (value !== undefined && value !== '') return value;
    throw new DeployError(`The ${what} is not known.`, `Set ${variable}.`);
  };
  if (platform === 'splunk') {
    const { splunkTarget } = await import('../deploy/splunk/target.ts');
    const { splunkConnection } = await import('../deploy/splunk/from-environment.ts');
    return splunkTarget(splunkConnection(settings.splunk, env, root));
  }
  const { sentinelTarget } = await import('../deploy/sentinel/target.ts');
  const { azureCredential } = await import('../deploy/sentinel/credential.ts');
  const { subscription, resourceGroup, workspace, endpoint } = settings.sentinel;
  return sentinelTarget({
    subscription: needed('subscription', subscription ?? env['AZURE_SUBSCRIPTION_ID'], 'AZURE_SUBSCRIPTION_ID'),
    resourceGroup: needed(
      'resource group',
      resourceGroup ?? env['FIREDRILL_SENTINEL_RESOURCE_GROUP'],
      'FIREDRILL_SENTINEL_RESOURCE_GROUP',
    ),
    workspace: needed('workspace', workspace ?? env['FIREDRILL_SENTINEL_WORKSPACE'], 'FIREDRILL_SENTINEL_WORKSPACE'),
    credential: await azureCredential(env),
    ...(endpoint !== undefined && { endpoint }),
  });
}
