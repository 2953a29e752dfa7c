import { contentStem, fileStem } from '../../content/detection.ts';
import type { ContentObject, Detection } from '../../content/model.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { defineRule, type InvalidSample, type ObjectContext, type Report } from './rule.ts';
import { type Deprecations, deprecationsOf, isDeprecated, mappedIn, READ_SECTIONS } from './shared-deprecation.ts';
import { ESCU } from './shared-kinds.ts';
import { valueAt } from './shared-lists.ts';

const FILE = 'removed/deprecation_mapping.YML';
const GONE = 'name: Gone Shell\nstatus: removed\n';
const LIVE = 'name: Odd Shell\nstatus: production\ntype: TTP\nsearch: x\n';
const OLD = LIVE.replace('Odd', 'Old').replace('production', 'deprecated');

const entry = (name: string, ...replacements: readonly string[]): string =>
  `  - content: ${name}\n    removed_in_version: 5.2.0\n    reason: Another finds more.\n    replacement_content: [${replacements.join(', ')}]\n`;

const sample = (content: string, more: Readonly<Record<string, string>> = {}): Omit<InvalidSample, 'at'> => ({
  content,
  file: FILE,
  beside: { 'removed/detections/gone_shell.yml': GONE, 'detections/odd_shell.yml': LIVE, ...more },
});

const BOTH = `detections:\n${entry('Gone Shell', 'Odd Shell')}`;

/** https://github.com/splunk/contentctl checks the same where the mapping is asked for. */
export default defineRule({
  name: 'deprecation-mapping',
  acrossFiles: true,
  kinds: ESCU,
  objectKinds: ['escu-deprecation-mapping', 'escu-removed', 'escu-story', 'escu-baseline'],
  why: 'Of the mapping contentctl makes the table that tells users what goes, and what to use instead; it builds no app while the two are at odds. Without a mapping nothing is said.',
  fix: 'Map each deprecated or removed piece of content once, under its kind, and to detections and stories that stay.',
  valid: [
    sample(BOTH),
    sample(`${BOTH}${entry('Old Shell')}`, { 'detections/old_shell.yml': OLD }),
    sample(`${BOTH}investigations:\n${entry('Get Shells')}`, {
      'removed/investigations/get_shells.yml': GONE.replace('Gone Shell', 'Get Shells'),
    }),
    sample(`${BOTH}dashboards:\n${entry('Shells')}`, { 'dashboards/shells.yml': 'name: Shells\n' }),
    sample(BOTH, { 'removed/stories/s.yml': 'name: S\nstatus: removed\ndeprecation_info: {reason: Renamed.}\n' }),
    OLD,
  ],
  invalid: [
    { ...sample(`${BOTH}investigations:\n${entry('Get Shells')}`), at: '7:14' },
    { ...sample(`${BOTH}${entry('Odd Shell')}`), at: '6:14' },
    { ...sample(`detections:\n${entry('Old Shell')}`, { 'detections/old_shell.yml': OLD }), at: '2:9' },
    { ...sample(BOTH, { 'detections/old_shell.yml': OLD }), at: '2:9' },
    { ...sample(BOTH, { 'stories/s.yml': 'name: S\nstatus: deprecated\nnarrative: n\n' }), at: '2:9' },
    { ...sample(`${BOTH}${entry('Went', '')}`, { 'old/went.yml': 'name: Went\nstatus: removed\n' }), at: '2:9' },
    { ...sample(`${BOTH}${entry('Gone Shells')}`), at: '6:14' },
    { ...sample(`${BOTH}${entry('Gone Shell')}`), at: '6:14' },
    { ...sample(`${BOTH}stories:\n${entry('Old Shell')}`, { 'detections/old_shell.yml': OLD }), at: '7:14' },
    { ...sample(`detections:\n${entry('Gone Shell', 'Od Shell')}`), at: '5:27' },
    { ...sample(`detections:\n${entry('Gone Shell', 'Odd Shell', 'Gone Shell')}`), at: '5:38' },
    { ...sample(`detections:\n${entry('Gone Shell', 'm')}`, { 'm.yml': 'name: m\ndefinition: x\n' }), at: '5:27' },
  ],
  check(detection, report, { detections, objects }) {
    const known = deprecationsOf(detections, objects);
    if (known && isDeprecated(detection.document)) tellUnmapped(detection, known, report);
  },
  checkObject(object, report, context) {
    const known = deprecationsOf(context.detections, context.objects);
    if (!known) return;
    if (object.kind === 'escu-deprecation-mapping') return tellEntries(object, known, report, context);
    if (object.kind !== 'escu-removed') {
      if (isDeprecated(object.document)) tellUnmapped(object, known, report);
      return;
    }
    tellUnmapped(object, known, report);
    if (!known.files.some((mapping) => isBeside(object.file, mapping))) {
      report(object.document.at(['status']), `"${object.name}" is removed, and lies among what is built.`, {
        hint: 'Move it to the folder of the mapping.',
      });
    }
  },
});

/** In the folder of the mapping, or below it. */
function isBeside(file: string, mapping: string): boolean {
  const folder = mapping.slice(0, mapping.lastIndexOf('/') + 1);
  return folder === '' ? !file.startsWith('../') : file.startsWith(folder);
}

type Content = Pick<ContentObject | Detection, 'name' | 'document'>;

function tellUnmapped({ name, document }: Content, { mapped, files }: Deprecations, report: Report): void {
  // Since 2026 a file may say it of itself.
  if (mapped.has(name.trim()) || valueAt(document.value, ['deprecation_info']) !== undefined) return;
  report(document.at(['status']), `The deprecation mapping has no entry for "${name.trim()}".`, {
    hint: `Say in ${files[0]} why it goes, and what replaces it.`,
  });
}

function tellEntries(mapping: ContentObject, known: Deprecations, report: Report, context: ObjectContext): void {
  const { document } = mapping;
  const lookAround = filesByStem(context, mapping.file);
  for (const entry of mappedIn(mapping)) {
    const { name, section, path } = entry;
    const first = known.mapped.get(name);
    if (first && (first.mapping.file !== mapping.file || first.path.join() !== path.join())) {
      report(document.at(path), `"${name}" is mapped already.`, {
        hint: 'Keep one entry for each.',
        related: {
          message: 'The other one stands here.',
          file: first.mapping.file,
          range: first.mapping.document.at(first.path),
        },
      });
    } else if (!READ_SECTIONS.has(section)) {
      // Investigations and dashboards are not read; a file of the name is enough.
      if (!known.removed.has(name) && lookAround(name) === 'nowhere') {
        tellUnknown(name, path, [...known.removed, ...known.built.keys()]);
      }
    } else if (!known.removed.has(name)) {
      const built = known.built.get(name);
      if (!built) {
        if (lookAround(name) === 'nowhere') tellUnknown(name, path, [...known.removed, ...known.built.keys()]);
      } else if (built.section !== section) {
        report(document.at(path), `"${name}" is none of the ${section}.`, { hint: `Map it under "${built.section}".` });
      } else if (!built.isDeprecated) {
        report(document.at(path), `"${name}" is neither deprecated nor removed.`, {
          hint: 'Set its status to deprecated, or remove the entry.',
        });
      }
    }
    for (const replacement of entry.replacements) tellReplacement(replacement);
  }

  function tellUnknown(name: string, path: readonly (string | number)[], names: readonly string[]): void {
    const close = suggest(name, names);
    report(document.at(path), `There is no content of the name "${name}".`, {
      hint: close === undefined ? 'Give its name as it is written in its file.' : `Did you mean "${close}"?`,
    });
  }

  function tellReplacement({ name, path }: { readonly name: string; readonly path: readonly (string | number)[] }) {
    const built = known.built.get(name);
    const isOfKind = built === undefined || built.section === 'detections' || built.section === 'stories';
    const place = built ? 'built' : known.removed.has(name) ? 'removed' : lookAround(name);
    if (place === 'nowhere') {
      tellUnknown(name, path, [...known.built.keys()]);
    } else if (!isOfKind) {
      report(document.at(path), `"${name}" is no detection or story.`, { hint: 'Name a detection or a story.' });
    } else if (place === 'removed' || built?.isDeprecated === true) {
      report(document.at(path), `"${name}" is ${place === 'removed' ? 'removed' : 'deprecated'} itself.`, {
        hint: 'Name what replaces both.',
      });
    }
  }
}

/** Where content lies that was not read: the app is looked through when something is missing for the first time. */
function filesByStem({ filesAround }: ObjectContext, mapping: string) {
  let stems: Map<string, 'built' | 'removed'> | undefined;
  return (name: string): 'built' | 'removed' | 'nowhere' | 'unknown' => {
    if (!stems) {
      const files = filesAround();
      if (!files) return 'unknown';
      stems = new Map();
      for (const file of files) {
        const stem = fileStem(file).toLowerCase();
        if (stems.get(stem) !== 'built') stems.set(stem, isBeside(file, mapping) ? 'removed' : 'built');
      }
    }
    return stems.get(contentStem(name)) ?? 'nowhere';
  };
}
