/** A data model as Splunk's JSON has it, as far as searching needs it. */
export interface DataModel {
  readonly name: string;
  readonly datasets: readonly Dataset[];
}

export interface Dataset {
  readonly name: string;
  /** Names from the root to this dataset. */
  readonly lineage: readonly string[];
  /** Own fields, extracted and calculated. */
  readonly fields: readonly string[];
  readonly calculations: readonly Calculation[];
  /** Searches that an event must fulfil besides those of the parents. */
  readonly constraints: readonly string[];
}

export type Calculation =
  | { readonly kind: 'eval'; readonly field: string; readonly expression: string }
  | { readonly kind: 'regex'; readonly fields: readonly string[]; readonly input: string; readonly pattern: string }
  | { readonly kind: 'other'; readonly type: string; readonly fields: readonly string[] };

type Json = Readonly<Record<string, unknown>>;

const list = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter((item): item is Json => typeof item === 'object' && item !== null) : [];
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Reads a data model file.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/manage-knowledge-objects/knowledge-management-manual — About data models
 */
export function parseDataModel(source: string): DataModel {
  const model = JSON.parse(source) as Json;
  const objects = list(model['objects']);
  const parents = new Map(objects.map((object) => [text(object['objectName']), text(object['parentName'])]));
  return {
    name: text(model['modelName']),
    datasets: objects.map((object) => ({
      name: text(object['objectName']),
      lineage: lineageOf(text(object['objectName']), parents),
      fields: [
        ...list(object['fields']).map((field) => text(field['fieldName'])),
        ...list(object['calculations']).flatMap((calculation) => outputs(calculation)),
      ].filter((name, at, all) => name !== '' && all.indexOf(name) === at),
      calculations: list(object['calculations']).flatMap(calculationOf),
      constraints: list(object['constraints'])
        .map((constraint) => text(constraint['search']).trim())
        .filter((search) => search !== ''),
    })),
  };
}

function lineageOf(name: string, parents: ReadonlyMap<string, string>): readonly string[] {
  const lineage: string[] = [];
  for (let at: string | undefined = name; at !== undefined && parents.has(at); at = parents.get(at)) {
    if (lineage.includes(at)) break;
    lineage.unshift(at);
  }
  return lineage;
}

const outputs = (calculation: Json): readonly string[] =>
  list(calculation['outputFields']).map((field) => text(field['fieldName']));

function calculationOf(calculation: Json): readonly Calculation[] {
  const type = text(calculation['calculationType']);
  const fields = outputs(calculation);
  const expression = text(calculation['expression']);
  const [field] = fields;
  if (field === undefined) return [];
  if (/^eval$/i.test(type)) return [{ kind: 'eval', field, expression }];
  if (/^rex/i.test(type)) {
    return [{ kind: 'regex', fields, input: text(calculation['inputField']) || '_raw', pattern: expression }];
  }
  return [{ kind: 'other', type, fields }];
}
