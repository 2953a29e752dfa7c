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
        const last = lastPart(armText(name, template) ?? name);
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
function lastPart(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  if (!name.startsWith('[')) return name.split('/').at(-1);
  return /\/([^'/()[\]]+)'\s*\)\s*\]$/.exec(name)?.[1];
}

/**
 * The text that a value of a template stands for: itself, or the default of a parameter, or a variable. Undefined for
 * every other expression.
 */
export function armText(value: unknown, template: Mapping): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (!value.startsWith('[') || value.startsWith('[[')) return value.replace(/^\[\[/, '[');
  const [, kind, name] = /^\[\s*(parameters|variables)\('([^']+)'\)\s*\]$/.exec(value) ?? [];
  const holder = kind === undefined || !Object.hasOwn(template, kind) ? undefined : template[kind];
  const entry = isMapping(holder) && name !== undefined && Object.hasOwn(holder, name) ? holder[name] : undefined;
  const given = kind === 'parameters' && isMapping(entry) ? entry['defaultValue'] : entry;
  return typeof given === 'string' && !given.startsWith('[') ? given : undefined;
}
