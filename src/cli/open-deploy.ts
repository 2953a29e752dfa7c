import { isAbsolute, join, relative, sep } from 'node:path';
import { BUILT_IN_KNOWLEDGE } from '../config/index.ts';
import { knowledgeAbove } from '../content/index.ts';
import type { DesiredObject, Target } from '../deploy/index.ts';
import { StateFolder } from '../deploy/index.ts';
import { type DeploySettings, deploySettings } from '../deploy/settings.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { openSession } from '../testing/open-session.ts';
import { overlaid } from '../deploy/overlay.ts';
import type { DeployOptions } from './commands/deploy.ts';
import { openUpstream, type Upstream } from './open-upstream.ts';

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
    const said = deploySettings(deploy, options.environment);
    const upstream: Upstream[] = [];
    for (const folder of said.upstream) upstream.push(await openUpstream(folder, root, cwd));
    const settings = withFilters(said, upstream);
    const detections = overlaid(session.detections, ...upstream.map((other) => other.detections));
    const concerned = detections.filter(({ language }) => language === (platform === 'splunk' ? 'spl' : 'kql'));
    const errors = concerned.flatMap((detection) => {
      const ours = (session.findings.get(detection) ?? []).filter(({ severity }) => severity === 'error');
      return [...ours, ...upstream.flatMap((other) => other.errors.get(detection) ?? [])];
    });
    let desired: readonly DesiredObject[];
    let knowledge: readonly string[];
    if (platform === 'splunk') {
      const { desiredSplunk } = await import('../deploy/splunk/desired.ts');
      const ours = [...knowledgeAbove(session.detections, cwd), ...roots.splunk];
      knowledge = [...new Set([...ours, ...upstream.flatMap((other) => other.knowledge.splunk)])];
      desired = desiredSplunk({ detections, knowledge }, settings);
    } else {
      const { desiredSentinel } = await import('../deploy/sentinel/desired.ts');
      // What comes with firedrill is in every workspace already, or is there for replays only.
      const ours = roots.sentinel.filter((folder) => folder !== join(BUILT_IN_KNOWLEDGE, platform));
      knowledge = [...new Set([...ours, ...upstream.flatMap((other) => other.knowledge.sentinel)])];
      desired = desiredSentinel({ detections, knowledge }, settings);
    }
    return { root, settings, errors, knowledge, desired: desired.map((object) => withShortPath(object, cwd)) };
  } finally {
    await session.close();
  }
}

/** Filters of other repositories hold where ours say nothing. */
function withFilters(settings: DeploySettings, upstream: readonly Upstream[]): DeploySettings {
  const merged = (platform: 'splunk' | 'sentinel'): Readonly<Record<string, string>> =>
    Object.assign(
      {},
      ...[...upstream].reverse().map(({ filters }) => filters[platform]),
      settings[platform].filters,
    ) as Readonly<Record<string, string>>;
  return {
    ...settings,
    splunk: { ...settings.splunk, filters: merged('splunk') },
    sentinel: { ...settings.sentinel, filters: merged('sentinel') },
  };
}

/** Opens the repository and the workspace that are to be compared. */
export async function openDeployment(
  options: DeployOptions,
  cwd: string,
  reading: { readonly all?: boolean } = {},
): Promise<OpenDeployment> {
  const content = await openContent(options.target, options, cwd);
  const target = await openTarget(options.target, content, reading);
  return { ...content, target, folder: new StateFolder(join(content.root, '.firedrill', 'deploy'), target) };
}

const withShortPath = (object: DesiredObject, cwd: string): DesiredObject =>
  object.file !== undefined && isAbsolute(object.file)
    ? { ...object, file: relative(cwd, object.file).split(sep).join('/') }
    : object;

async function openTarget(
  platform: 'splunk' | 'sentinel',
  { settings, root, desired }: OpenContent,
  reading: { readonly all?: boolean },
): Promise<Target> {
  const { env } = process;
  if (platform === 'splunk') {
    const { splunkTarget } = await import('../deploy/splunk/target.ts');
    const { splunkConnection } = await import('../deploy/splunk/from-environment.ts');
    const { lookupTables } = await import('../deploy/splunk/desired.ts');
    return splunkTarget(splunkConnection(settings.splunk, env, root), undefined, {
      ...lookupTables(desired),
      ...reading,
    });
  }
  const { sentinelTarget } = await import('../deploy/sentinel/target.ts');
  const { sentinelConnection } = await import('../deploy/sentinel/connect.ts');
  const { azureCredential } = await import('../deploy/sentinel/credential.ts');
  const credential = await azureCredential(env);
  return sentinelTarget(sentinelConnection(settings, env, credential), undefined, async () => {
    const { logsOf } = await import('../deploy/sentinel/logs.ts');
    return logsOf(settings, env, credential);
  });
}
