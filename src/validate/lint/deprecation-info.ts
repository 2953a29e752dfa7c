import { compareVersions, type ContentApp } from '../../content/app.ts';
import type { ContentObject, Detection } from '../../content/model.ts';
import { defineRule, type InvalidSample, type ObjectContext, type Report } from './rule.ts';
import { deprecationsOf, mappedIn } from './shared-deprecation.ts';
import { ESCU } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const APP = { 'build.yml': 'app_version: 5.4.0\ncontent_prefix: EX\n' };
const CLASSIC = { 'contentctl.yml': 'app:\n  version: 5.4.0\n' };

const detection = (status: string, version = ''): string =>
  `name: A\nsearch: x\ntype: TTP\nstatus: ${status}\n${version === '' ? '' : `deprecation_info: {reason: Renamed., removed_in_version: ${version}}\n`}`;

const removed = (version: string): string =>
  `name: A\nstatus: removed\ndeprecation_info: {reason: Renamed., removed_in_version: ${version}}\n`;

const sample = (file: string, content: string, beside: Readonly<Record<string, string>> = APP) =>
  ({ content, file, beside }) satisfies Omit<InvalidSample, 'at'>;

const MAPPING = 'removed/deprecation_mapping.YML';

const mapping = (version: string, status: string, settings = CLASSIC) =>
  sample(
    MAPPING,
    `detections:\n  - content: A\n    removed_in_version: ${version}\n    reason: Another finds more.\n`,
    {
      ...settings,
      'detections/a.yml': status === 'removed' ? 'name: A\nstatus: removed\n' : detection(status),
    },
  );

/** contentctl compares the versions where a mapping is asked for, contentctl-ng in every file. */
export default defineRule({
  name: 'deprecation-info',
  kinds: ESCU,
  objectKinds: ['escu-story', 'escu-baseline', 'escu-removed', 'escu-deprecation-mapping'],
  acrossFiles: true,
  why: 'An app is not built with content that it promised to be without, nor without content that it promised to keep until a later version.',
  fix: 'Deprecate first, and remove with the version that the file names: status, folder and deprecation_info go together.',
  valid: [
    sample('detections/deprecated/a.yml', detection('deprecated', '6.0.0')),
    sample('removed/detections/a.yml', removed('5.4.0')),
    sample('detections/endpoint/a.yml', detection('production')),
    mapping('6.0.0', 'deprecated'),
    mapping('5.4.0', 'removed'),
    detection('deprecated'),
  ],
  invalid: [
    { ...sample('detections/deprecated/a.yml', detection('deprecated', '5.4.0')), at: '5:58' },
    { ...sample('removed/detections/a.yml', removed('5.10.0')), at: '3:58' },
    { ...sample('detections/deprecated/a.yml', detection('deprecated')), at: '4:9' },
    { ...sample('detections/endpoint/a.yml', detection('deprecated', '6.0.0')), at: '4:9' },
    { ...sample('detections/deprecated/a.yml', detection('production')), at: '4:9' },
    { ...sample('detections/endpoint/a.yml', detection('production', '6.0.0')), at: '5:1' },
    { ...sample('removed/detections/a.yml', 'name: A\nstatus: removed\n'), at: '2:9' },
    { ...mapping('5.4.0', 'deprecated'), at: '3:25' },
    { ...mapping('6.0.0', 'removed'), at: '3:25' },
  ],
  check(content, report, { app }) {
    tell(content, app?.(content.file), report);
  },
  checkObject(object, report, context) {
    const app = context.app?.(object.file);
    if (object.kind === 'escu-deprecation-mapping') tellMapping(object, app, report, context);
    else tell(object, app, report);
  },
});

type Content = Pick<ContentObject | Detection, 'kind' | 'file' | 'document'>;

const statusOf = ({ document: { value } }: Content): string =>
  String(valueAt(value, ['status']))
    .trim()
    .toLowerCase();

const VERSION = ['deprecation_info', 'removed_in_version'];

function tell(content: Content, app: ContentApp | undefined, report: Report): void {
  const { document, file } = content;
  const status = statusOf(content);
  const hasInfo = valueAt(document.value, ['deprecation_info']) !== undefined;
  const version = valueAt(document.value, VERSION);
  if (hasInfo && app && typeof version === 'string') {
    const message = versionMessage(status, version.trim(), app);
    if (message !== undefined) report(document.at(VERSION), message.message, { hint: message.hint });
  }
  // Whatever its status: told by the schema.
  if (app?.builder !== 'contentctl-ng' || (content.kind === 'escu-removed' && status !== 'removed')) return;
  const isInFolder = /^[^/]+\/deprecated\//.test(file.slice(app.folder.length));
  if (status === 'removed') {
    if (!hasInfo) {
      report(document.at(['status']), 'The file does not say why the content went.', {
        hint: 'Add "deprecation_info" with a reason and the version that is the first without it.',
      });
    }
  } else if (status === 'deprecated') {
    const folder = file.slice(app.folder.length).split('/')[0] as string;
    if (!hasInfo) {
      report(document.at(['status']), 'What is deprecated says why, and until when it stays.', {
        hint: 'Add "deprecation_info" with a reason and the version that is the first without it.',
      });
    } else if (!isInFolder) {
      report(document.at(['status']), `What is deprecated lies in "${folder}/deprecated".`, {
        hint: `Move it to ${folder}/deprecated.`,
      });
    }
  } else if (hasInfo) {
    report(document.at(['deprecation_info'], 'key'), `The status is "${status}", not deprecated.`, {
      hint: 'Make the status deprecated, or remove "deprecation_info".',
    });
  } else if (isInFolder) {
    report(document.at(['status']), `The file lies among what is deprecated, and its status is "${status}".`, {
      hint: 'Move it, or make the status deprecated.',
    });
  }
}

function tellMapping(
  mapping: ContentObject,
  app: ContentApp | undefined,
  report: Report,
  context: ObjectContext,
): void {
  const known = app && deprecationsOf(context.detections, context.objects);
  if (!known) return;
  for (const { name, path } of mappedIn(mapping)) {
    const at = [...path.slice(0, -1), 'removed_in_version'];
    const version = valueAt(mapping.document.value, at);
    const status = known.removed.has(name) ? 'removed' : known.built.get(name)?.isDeprecated ? 'deprecated' : '';
    const found = typeof version === 'string' ? versionMessage(status, version.trim(), app) : undefined;
    if (found) report(mapping.document.at(at), `"${name}": ${found.message}`, { hint: found.hint });
  }
}

function versionMessage(
  status: string,
  version: string,
  { version: current, settings }: ContentApp,
): { readonly message: string; readonly hint: string } | undefined {
  const order = current === undefined ? undefined : compareVersions(current, version);
  if (order === undefined) return undefined;
  if (status === 'deprecated' && order >= 0) {
    return {
      message: `It was to go with version ${version}, and ${settings} builds version ${current}.`,
      hint: 'Remove the content, or name a later version.',
    };
  }
  if (status === 'removed' && order < 0) {
    return {
      message: `It goes with version ${version}, and ${settings} builds version ${current}: it cannot be removed yet.`,
      hint: 'Keep the content as deprecated until then, or name the version that is built.',
    };
  }
  return undefined;
}
