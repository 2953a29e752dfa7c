import { armExpression, UNKNOWN_PART } from './arm-expression.ts';

type Mapping = Readonly<Record<string, unknown>>;

/** A resource of an ARM template. */
export interface ArmResource {
  /** From the top of the template. */
  readonly path: readonly (string | number)[];
  /** The last part of its name, where that is a literal. */
  readonly name?: string;
  readonly properties: Mapping;
}

const isMapping = (value: unknown): value is Mapping =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/**
 * The resources of an ARM template whose type ends in `kind`, without regard to case or that have none, nested ones too.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax
 */
export function armResources(template: Mapping, kind: string): readonly ArmResource[] {
  const found: ArmResource[] = [];
  const visit = (holder: Mapping, path: readonly (string | number)[]): void => {
    const resources = Object.hasOwn(holder, 'resources') ? holder['resources'] : undefined;
    if (!Array.isArray(resources)) return;
    resources.forEach((resource: unknown, index) => {
      if (!isMapping(resource)) return;
      const at = [...path, 'resources', index];
      const { type, name, properties } = resource;
      const fits = type === undefined || (typeof type === 'string' && endsIn(type, kind));
      if (fits && isMapping(properties)) {
        const last = lastPart(name, template);
        found.push({ path: [...at, 'properties'], properties, ...(last !== undefined && { name: last }) });
      }
      visit(resource, at);
    });
  };
  visit(template, []);
  return found;
}

const endsIn = (type: string, kind: string): boolean => type.split('/').at(-1)?.toLowerCase() === kind.toLowerCase();

/** `[concat(parameters('workspace'), '/Microsoft.SecurityInsights/VIPUsers')]` ends in `VIPUsers`. */
function lastPart(name: unknown, template: Mapping): string | undefined {
  const last = armExpression(name, template)?.split('/').at(-1);
  return last === undefined || last === '' || last.includes(UNKNOWN_PART) ? undefined : last;
}

/** The text that a value of a template stands for; undefined where only the deployment tells. */
export function armText(value: unknown, template: Mapping): string | undefined {
  const text = armExpression(value, template);
  return text?.includes(UNKNOWN_PART) ? undefined : text;
}
