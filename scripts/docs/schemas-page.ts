import { readdirSync, readFileSync } from 'node:fs';

interface Node {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Node>>;
  readonly 'x-shape'?: string;
}

const folder = new URL('../../schemas/', import.meta.url);

/** The page about the keys of every kind of content, from the schemas. */
export function schemasPage(note: string): string {
  const files = readdirSync(folder).filter((name) => name.endsWith('.schema.json'));
  const schemas = files.map((file) => [file, JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Node] as const);
  const sections = schemas.map(([file, schema]) => {
    const rows = [...rowsOf(schema, '', new Set(schema.required))];
    for (const [name, definition] of Object.entries(schema.$defs ?? {})) {
      rows.push(
        ...rowsOf(definition.items ?? definition, `${name}[].`, new Set((definition.items ?? definition).required)),
      );
    }
    const editor = `# yaml-language-server: $schema=node_modules/firedrill/schemas/${file}`;
    return [
      `## ${schema.title ?? file}`,
      schema.description ?? '',
      `\`${editor}\``,
      ['| key | | what | values |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    ].join('\n\n');
  });
  const about =
    'Every kind of content has a JSON Schema (2020-12) in the folder `schemas` of the package. An editor with the YAML language server checks and completes a file that names its schema in the first line, as below, or in its settings.';
  return `${['# Schemas', note, about, ...sections].join('\n\n')}\n`;
}

function* rowsOf(node: Node, prefix: string, required: ReadonlySet<string>): Generator<string> {
  for (const [key, value] of Object.entries(node.properties ?? {})) {
    const name = `${prefix}${key}`;
    const cells = [
      `\`${name}\``,
      required.has(key) ? 'required' : '',
      value.description ?? refText(value),
      valuesOf(value),
    ];
    yield `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;
    yield* rowsOf(value, `${name}.`, new Set(value.required));
    if (value.items) yield* rowsOf(value.items, `${name}[].`, new Set(value.items.required));
  }
}

const refText = ({ $ref }: Node): string => ($ref?.includes('test-block') ? 'See "Tests of a detection".' : '');

/** What may stand there, in words. */
function valuesOf(node: Node): string {
  const from = node.items && !node.items.properties ? node.items : node;
  if (from.enum) return from.enum.map((value) => `\`${String(value)}\``).join(', ');
  const parts = [typeText(node.type)];
  if (from['x-shape'] !== undefined) parts.push(from['x-shape']);
  if (node.minimum !== undefined || node.maximum !== undefined)
    parts.push(`${node.minimum ?? ''}–${node.maximum ?? ''}`);
  if (node.maxLength !== undefined) parts.push(`at most ${node.maxLength} characters`);
  if (node.maxItems !== undefined) parts.push(`at most ${node.maxItems}`);
  if (from['x-shape'] === undefined && from.examples) {
    parts.push(`as in ${from.examples.map((example) => `\`${JSON.stringify(example)}\``).join(', ')}`);
  }
  return parts.filter((part) => part !== '').join(', ');
}

const typeText = (type: Node['type']): string =>
  type === undefined
    ? ''
    : [type]
        .flat()
        .filter((name) => name !== 'null')
        .map(
          (name) =>
            ({ array: 'list', object: 'mapping', string: 'text', integer: 'whole number' })[name as string] ?? name,
        )
        .join(' or ');
