import { dump } from 'js-yaml';
import type { Survey } from './survey.ts';

/** A file of a new repository, by its path in it. */
export interface InitFile {
  readonly path: string;
  readonly text: string;
}

export interface InitFilesRequest {
  readonly survey: Survey;
  /** Folders of detections, the starter's among them. */
  readonly content: readonly string[];
  readonly layout: string;
  readonly workflow: boolean;
  /** Of firedrill: what the workflow installs. */
  readonly version: string;
}

/** What makes a folder a repository of firedrill, apart from its first test. */
export function initFiles(request: InitFilesRequest): readonly InitFile[] {
  return [
    { path: 'firedrill.yml', text: configText(request) },
    { path: '.vscode/settings.json', text: settingsText(request) },
    { path: '.vscode/extensions.json', text: json({ recommendations: ['redhat.vscode-yaml'] }) },
    ...(request.workflow ? [{ path: '.github/workflows/firedrill.yml', text: workflowText(request.version) }] : []),
    { path: '.gitignore', text: '.firedrill/\nnode_modules/\n' },
  ];
}

const SCHEMAS = './node_modules/firedrill/schemas';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function configText({ content, layout }: InitFilesRequest): string {
  const config = {
    content,
    ...(layout !== 'auto' && layout !== 'firedrill' && { layout }),
    data: { folders: ['test/attack_data'] },
  };
  return `# yaml-language-server: $schema=${SCHEMAS}/firedrill.schema.json\n${dump(config, { lineWidth: -1 })}`;
}

function settingsText({ survey }: InitFilesRequest): string {
  const patterns: Record<string, string[]> = { [`${SCHEMAS}/firedrill.schema.json`]: ['firedrill.yml'] };
  for (const [folder, schema] of survey.schemas) {
    const prefix = folder === '.' ? '' : `${folder}/**/`;
    const path = `${SCHEMAS}/${schema}.schema.json`;
    patterns[path] = [...(patterns[path] ?? []), `${prefix}*.yml`, `${prefix}*.yaml`];
  }
  return json({ 'yaml.schemas': patterns });
}

/** The actions' pins are those of the workflows of Node.js itself. */
function workflowText(version: string): string {
  return `name: firedrill

on:
  pull_request:
  push:
    branches: [main]

permissions:
  contents: read

concurrency:
  group: \${{ github.workflow }}-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  detections:
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    steps:
      # v4.2.2, as pinned in https://github.com/nodejs/node/blob/00222305c35df118d3fddb5458151643d560a079/.github/workflows/linters.yml
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
        with:
          fetch-depth: 0
          persist-credentials: false
      # v4.1.0, as pinned in https://github.com/nodejs/node/blob/00222305c35df118d3fddb5458151643d560a079/.github/workflows/linters.yml
      - uses: actions/setup-node@39370e3970a6d050c480ffad4ff0ed4d3fdee5af
        with:
          node-version: "22"
      - run: npm install --no-save --ignore-scripts firedrill@${version}
      - name: Validate
        run: npx firedrill validate --format github
      - name: Replay
        run: npx firedrill test --format github
`;
}
