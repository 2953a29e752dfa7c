import { readdirSync, readFileSync } from 'node:fs';
import { loadYaml } from '../util/lenient-yaml.ts';

/** A processing pipeline that comes with firedrill. */
export interface ShippedPipeline {
  readonly name: string;
  readonly summary: string;
  readonly priority: number;
  readonly backends: readonly string[];
  /** The logsources that its conditions name: `process_creation`, `aws cloudtrail`. */
  readonly logsources: readonly string[];
}

const FOLDER = new URL('../../knowledge/sigma/pipelines/', import.meta.url);
const ENDING = /\.yml$/;

/** The pipelines of `knowledge/sigma`, by name. */
export function shippedPipelines(): readonly ShippedPipeline[] {
  return readdirSync(FOLDER)
    .filter((file) => ENDING.test(file))
    .sort()
    .map((file) => {
      const document = loadYaml(readFileSync(new URL(file, FOLDER), 'utf8')) as PipelineFile;
      const { name, description, priority = 0, allowed_backends: backends = [] } = document;
      const text = description?.replace(/\s+/g, ' ').trim();
      return {
        name: file.replace(ENDING, ''),
        summary: text === undefined ? `${name}.` : `${name}. ${text}`,
        priority,
        backends,
        logsources: logsourcesOf(document),
      };
    });
}

interface PipelineFile {
  readonly name: string;
  readonly description?: string;
  readonly priority?: number;
  readonly allowed_backends?: readonly string[];
  readonly transformations: readonly { readonly rule_conditions?: Conditions }[];
}

type Condition = Readonly<Record<string, unknown>>;
/** A list, or by name. */
type Conditions = readonly Condition[] | Readonly<Record<string, Condition>>;

function logsourcesOf({ transformations }: PipelineFile): readonly string[] {
  const found = new Set<string>();
  for (const { rule_conditions: conditions = [] } of transformations) {
    for (const { type, product, category, service } of Object.values(conditions)) {
      const parts = [product === 'windows' ? undefined : product, category, service].filter(
        (part) => part !== undefined,
      );
      if (type === 'logsource') found.add(parts.length === 0 ? String(product) : parts.join(' '));
    }
  }
  return [...found].sort();
}
