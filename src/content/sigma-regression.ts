import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { createDiagnostic } from '../diagnostics/create.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { isMapping } from './kind.ts';
import type { Detection, TestDefinition, YamlDocument } from './model.ts';
import { parseYaml } from './yaml.ts';

const KEY = 'regression_tests_path';

export interface RegressionTests {
  readonly tests: readonly TestDefinition[];
  readonly diagnostics: readonly Diagnostic[];
}

const NONE: RegressionTests = { tests: [], diagnostics: [] };

/**
 * The tests that SigmaHQ keeps beside its rules: `regression_tests_path` names a file whose `regression_tests_info` lists
 * logs, and how many events of each the rule matches at least. Paths are those of the repository: they count from the
 * rule's folder or one above it.
 *
 * @see https://github.com/SigmaHQ/sigma/tree/master/regression_data
 */
export function regressionTests({ language, document, file }: Detection, root: string): RegressionTests {
  const path = isMapping(document.value) ? document.value[KEY] : undefined;
  if (language !== 'sigma' || typeof path !== 'string') return NONE;
  const info = above(dirname(resolve(root, file)), path);
  if (info === undefined) {
    const message = `The repository has no "${path}" here: the rule is without its regression tests.`;
    const found = createDiagnostic('test-definition', file, document.at([KEY]), message, { severity: 'info' });
    return { tests: [], diagnostics: [found] };
  }
  const name = relative(root, info.file).split(sep).join('/');
  const { documents, diagnostics } = parseYaml(readFileSync(info.file, 'utf8'), name);
  const [parsed] = documents;
  return { tests: parsed ? testsOf(parsed, info) : [], diagnostics };
}

interface Found {
  readonly file: string;
  /** The folder that the repository's paths count from. */
  readonly repository: string;
}

function above(start: string, path: string): Found | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const file = resolve(folder, path);
    // The path stays within the folder that it counts from.
    if (file.startsWith(folder + sep) && existsSync(file)) return { file, repository: folder };
    if (folder === dirname(folder)) return undefined;
  }
}

function testsOf(document: YamlDocument, { file, repository }: Found): readonly TestDefinition[] {
  const list = isMapping(document.value) ? document.value['regression_tests_info'] : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown, index): readonly TestDefinition[] => {
    if (!isMapping(entry) || typeof entry['path'] !== 'string') return [];
    const at = ['regression_tests_info', index];
    const { path, name, match_count: count } = entry;
    const data = relative(dirname(file), join(repository, path)).split(sep).join('/');
    return [
      {
        name: typeof name === 'string' ? name : `regression test ${index + 1}`,
        type: 'unit',
        attackData: [{ data, file: document.file, range: document.at([...at, 'path']) }],
        expect: { results: { min: typeof count === 'number' ? count : 1 }, rows: [], fields: [] },
        file: document.file,
        range: document.at([...at, 'name']),
      },
    ];
  });
}
