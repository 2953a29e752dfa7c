import { parseConf } from '../../../platforms/splunk/conf/conf-file.ts';
import type { PackedFile } from './tar.ts';

/**
 * The part of AppInspect's checks for Splunk Cloud that can be made here; what they find would be refused there.
 *
 * @see https://dev.splunk.com/enterprise/reference/appinspect/appinspectcheck
 */
export function appProblems(files: readonly PackedFile[]): readonly string[] {
  const problems: string[] = [];
  const tops = [...new Set(files.map(({ path }) => path.split('/')[0] ?? ''))];
  if (tops.length !== 1) problems.push(`A package holds one folder; this holds ${tops.length}.`);
  const [app = ''] = tops;
  if (!/^[A-Za-z][\w.-]*$/.test(app)) problems.push(`"${app}" is no id of an app.`);
  for (const { path } of files) {
    const parts = path.split('/').slice(1);
    if (parts[0] === 'local' || parts.at(-1) === 'local.meta')
      problems.push(`"${path}" is for the administrator alone.`);
    if (parts.some((part) => part.startsWith('.') || part === '__MACOSX')) problems.push(`"${path}" is hidden.`);
    if (/\.(pyc|pyo|exe|dll|so)$/i.test(path)) problems.push(`"${path}" is compiled.`);
    if (parts.some((part) => part === '..' || part === '')) problems.push(`"${path}" is no plain path.`);
  }
  const textOf = (path: string): string | undefined => {
    const file = files.find((candidate) => candidate.path === `${app}/${path}`);
    return file && (typeof file.content === 'string' ? file.content : Buffer.from(file.content).toString('utf8'));
  };
  const conf = parseConf(textOf('default/app.conf') ?? '');
  const setting = (stanza: string, key: string): string => conf.get(stanza)?.get(key) ?? '';
  if (setting('package', 'id') !== app) problems.push(`[package] id is not "${app}".`);
  if (!/^\d+\.\d+\.\d+$/.test(setting('launcher', 'version'))) problems.push('The version is not "major.minor.patch".');
  if (setting('id', 'version') !== setting('launcher', 'version')) problems.push('[id] has another version.');
  const { length } = setting('ui', 'label');
  if (length < 5 || length > 80) problems.push('The label has 5 to 80 characters.');
  if (conf.get('install')?.has('install_source_checksum')) problems.push("install_source_checksum is Splunk's own.");
  if (conf.has('triggers')) problems.push("[triggers] is for files of an app's own alone.");
  const manifest = textOf('app.manifest');
  if (manifest !== undefined && !manifest.includes(`"name": "${app}"`)) problems.push('app.manifest has another id.');
  if (textOf('metadata/default.meta') === undefined) problems.push('metadata/default.meta is missing.');
  return problems;
}
