import { readdirSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';

const folder = new URL('../.github/workflows/', import.meta.url);
const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));

/** What a job of an environment may have. */
const MORE = [
  { contents: 'read', 'id-token': 'write' },
  { contents: 'read', 'id-token': 'write', issues: 'write' },
  { contents: 'write' },
];

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>> | string;
  readonly concurrency?: Concurrency;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: Readonly<Record<string, string>>;
        readonly environment?: string;
        readonly concurrency?: Concurrency;
        readonly 'runs-on': string;
        readonly 'timeout-minutes'?: number;
        readonly needs?: string;
        readonly strategy?: { readonly matrix?: Readonly<Record<string, unknown>> };
        readonly steps: readonly Step[];
      }
    >
  >;
}

interface Concurrency {
  readonly group: string;
  readonly 'cancel-in-progress': boolean;
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

it('finds the workflows', () => {
  expect(files).toEqual(expect.arrayContaining(['pull-request.yml', 'deploy.yml', 'drift.yml', 'release.yml']));
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
    // Both run what strangers wrote with our rights.
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
    expect(Object.keys(workflow.on)).not.toContain('workflow_run');
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
    // What titles, branches and comments hold is not taken into the environment either.
    expect(text).not.toMatch(/github\.event\.|github\.head_ref|toJSON\(|secrets: inherit/);
  });

  it('hands secrets to single steps by the environment, and prints none', () => {
    for (const step of steps) {
      const { env, ...rest } = step;
      expect(JSON.stringify(rest)).not.toMatch(/secrets\.|github\.token/);
      for (const [key, value] of Object.entries(env ?? {})) {
        if (/secrets\./.test(value)) expect(step.run).not.toMatch(new RegExp(`echo[^\\n]*\\$${key}|set -x|printenv`));
      }
    }
  });

  it('names its runners, ends in time, and says which shell runs more than one line', () => {
    for (const job of Object.values(workflow.jobs)) {
      expect(JSON.stringify([job['runs-on'], job.strategy])).not.toContain('-latest');
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      for (const step of job.steps) {
        if (step.run?.trim().includes('\n')) expect(step.shell).toBe('bash');
      }
    }
  });

  it('cuts off no run that changes something outside', () => {
    for (const job of Object.values(workflow.jobs)) {
      const writes = Object.values(job.permissions ?? {}).includes('write');
      const isPlan = job.steps.some(({ run }) => /deploy plan/.test(run ?? ''));
      if (!writes || isPlan) continue;
      const concurrency = job.concurrency ?? workflow.concurrency;
      expect(concurrency?.['cancel-in-progress']).toBe(false);
    }
  });
});

const jobsOf = (name: string) => (load(readFileSync(new URL(name, folder), 'utf8')) as Workflow).jobs;
const runsOf = (job: Workflow['jobs'][string] | undefined): string =>
  (job?.steps ?? []).map(({ run = '' }) => run).join('\n');

it('deploys per target: a plan that people see, and an apply of that plan alone, after approval', () => {
  const { plan, apply } = jobsOf('deploy.yml');
  expect(apply?.needs).toBe('plan');
  expect(plan?.environment).toBe('${{ matrix.target }}-plan');
  expect(apply?.environment).toBe('${{ matrix.target }}');
  expect(apply?.concurrency?.group).toBe('deploy-${{ matrix.target }}');
  expect(runsOf(plan)).toContain('$GITHUB_STEP_SUMMARY');
  expect(plan?.steps.map(({ uses = '' }) => uses.split('@')[0])).toContain('actions/upload-artifact');
  expect(runsOf(apply)).toMatch(/deploy apply --target "\$TARGET" --plan-file reports\/plan\.json/);
  for (const job of [plan, apply]) expect(job?.permissions?.['id-token']).toBe('write');
});

it('keeps one issue about drift for each target', () => {
  const { status } = jobsOf('drift.yml');
  expect(runsOf(status)).toMatch(/gh issue list[\s\S]*gh issue edit[\s\S]*gh issue create/);
  expect(runsOf(status)).not.toMatch(/deploy (apply|destroy|rollback)/);
});

it('publishes with provenance what was packed and tested, and nothing else', () => {
  const jobs = jobsOf('release.yml');
  expect([jobs['publish']?.needs, jobs['release']?.needs]).toEqual(['package', 'publish']);
  expect(runsOf(jobs['package'])).toMatch(/npm test[\s\S]*npm pack --ignore-scripts[\s\S]*sha256sum/);
  expect(runsOf(jobs['publish'])).toMatch(/sha256sum --check --strict[\s\S]*npm publish [^\n]*--provenance/);
  expect(runsOf(jobs['publish'])).not.toMatch(/npm (ci|install|run)/);
  expect(JSON.stringify(jobs)).not.toMatch(/secrets\.|"cache"/);
});
