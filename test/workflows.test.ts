import { readdirSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';

const folder = new URL('../.github/workflows/', import.meta.url);
const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));

/** What a job of an environment may have. */
const MORE = [
  { contents: 'read', 'id-token': 'write' },
  { contents: 'read', 'id-token': 'write', issues: 'write' },
];

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>> | string;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: Readonly<Record<string, string>>;
        readonly environment?: string;
        readonly steps: readonly Step[];
      }
    >
  >;
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

it('finds the workflows', () => {
  expect(files).toEqual(expect.arrayContaining(['pull-request.yml', 'deploy.yml', 'drift.yml']));
});

describe.each(files)('%s', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  const workflow = load(text) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  it('pins every action by full commit SHA, with the public source of the pin beside it', () => {
    const uses = steps.flatMap((step) => step.uses ?? []);
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses) expect(action).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/);
    const lines = text.split('\n');
    for (const [at, line] of lines.entries()) {
      if (!/^\s*(- )?uses:/.test(line)) continue;
      expect(lines[at - 1]).toMatch(
        /# v\d+\.\d+\.\d+, as pinned in https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/blob\/[0-9a-f]{40}\//,
      );
    }
  });

  it('has a read-only token and never runs on pull_request_target', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
    for (const job of Object.values(workflow.jobs)) {
      // More is for jobs of an environment alone, and for an identity or an issue alone.
      if (job.environment === undefined) expect(job.permissions).toBeUndefined();
      else expect(MORE).toContainEqual(job.permissions);
    }
  });

  it('gives no secret and no identity to a pull request', () => {
    if (!Object.keys(workflow.on).some((event) => event.startsWith('pull_request'))) return;
    expect(text).not.toMatch(/secrets\.|id-token/);
    for (const job of Object.values(workflow.jobs)) expect(job.environment).toBeUndefined();
  });

  it('keeps no credentials in the checkout and runs no install scripts of packages', () => {
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
      expect(step.with?.['persist-credentials']).toBe(false);
    }
    const installs = steps.flatMap((step) => step.run ?? []).filter((run) => /\bnpm (ci|install|i)\b/.test(run));
    for (const run of installs) expect(run).toContain('--ignore-scripts');
  });

  it('puts no text of the event into a shell command', () => {
    for (const step of steps) expect(step.run ?? '').not.toMatch(/\$\{\{/);
  });
});
