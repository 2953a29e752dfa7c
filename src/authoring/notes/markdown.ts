import type { ContentChanges, DetectionChange } from './compare-content.ts';

/** Release notes of content, as Markdown. */
export function notesMarkdown(changes: ContentChanges, from: string, to: string): string {
  const { added, changed, deprecated, removed, objects, techniques } = changes;
  const sections = [
    section(
      'New detections',
      added,
      (each) => `${head(each)}${each.description === '' ? '' : `: ${plain(each.description)}`}`,
    ),
    section(
      'Changed detections',
      changed,
      (each) => `${head(each)}${versions(each)}: ${each.parts.map(plain).join(', ')}`,
    ),
    section('Deprecated detections', deprecated, head),
    section('Removed detections', removed, head),
    section(
      'What detections lean on',
      objects,
      ({ kind, name, change }) =>
        `${plain(kind.replace(/^(?:escu|sentinel|sigma)-/, ''))} **${plain(name)}** ${change}`,
    ),
    section(
      'ATT&CK coverage',
      [...techniques.gained.map((id) => `${id} gained`), ...techniques.lost.map((id) => `${id} lost`)],
      plain,
    ),
  ].filter((text) => text !== '');
  const body = sections.length > 0 ? sections.join('\n') : 'Nothing changed.\n';
  return `# Content from ${plain(from)} to ${plain(to)}\n\n${body}`;
}

const section = <T>(title: string, items: readonly T[], line: (item: T) => string): string =>
  items.length === 0 ? '' : `## ${title} (${items.length})\n\n${items.map((item) => `- ${line(item)}\n`).join('')}`;

const head = ({ name, language, techniques }: DetectionChange): string =>
  `**${plain(name)}** (${[language, ...techniques].map(plain).join(', ')})`;

const versions = ({ versions: [before, after] }: DetectionChange): string =>
  before === undefined || after === undefined || before === after ? '' : ` ${plain(before)} → ${plain(after)}`;

/** Text that stays text in Markdown: content is not to be trusted. */
const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]|#~@]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
