import { expect, it } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { folderWith } from '../content/workspace.ts';

const LIST = '.script/tests/detectionTemplateSchemaValidation/ValidConnectorIds.json';

const rule = (id: string, kind = 'NRT'): string =>
  `id: 4b7f0d52-6c1e-4c53-9d0a-0f3f5f1c7a61\nname: A\nkind: ${kind}\nquery: DeviceInfo\nrequiredDataConnectors:\n  - connectorId: ${id}\n    dataTypes: [DeviceInfo]\n`;

async function told(id: string, list?: string): Promise<readonly string[]> {
  const files = { 'Detections/A/a.yaml': rule(id), ...(list !== undefined && { [LIST]: list }) };
  const run = await runCli(['validate', '--no-cache', '--format', 'json', 'Detections'], folderWith(files));
  const { diagnostics } = JSON.parse(run.stdout) as {
    readonly diagnostics: readonly { readonly message: string; readonly hint?: string }[];
  };
  return diagnostics
    .filter(({ message }) => message.includes('data connector'))
    .map(({ message, hint }) => `${message} ${hint}`);
}

it('the list of the repository is what counts', async () => {
  expect(await told('AcmeEvents', '["AcmeEvents"]')).toEqual([]);
  expect(await told('AcmeEvent', '["AcmeEvents"]')).toEqual([
    'The repository lists no data connector "AcmeEvent". Did you mean "AcmeEvents"?',
  ]);
  expect(await told('SecurityEvents', '["AcmeEvents"]')).toEqual([
    'The repository lists no data connector "SecurityEvents". Add a new one to its ValidConnectorIds.json.',
  ]);
});

it.each([[undefined], ['[]'], ['{'], ['{"a": 1}']])('without one, or with %s, a slip is told alone', async (list) => {
  expect(await told('ConnectorOfMyOwn', list)).toEqual([]);
  expect(await told('SecurityEvent', list)).toEqual([
    'There is no data connector "SecurityEvent". Did you mean "SecurityEvents"?',
  ]);
});
