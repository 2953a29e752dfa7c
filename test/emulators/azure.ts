import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ArmEmulator, startArm, WORKSPACE } from './arm.ts';
import { DATABASE, type DataExplorerEmulator, startDataExplorer } from './data-explorer.ts';
import { type EntraEmulator, startEntra } from './entra.ts';
import { type LogAnalyticsEmulator, startLogAnalytics } from './log-analytics.ts';

export interface AzureEmulator {
  readonly arm: ArmEmulator;
  readonly logAnalytics: LogAnalyticsEmulator;
  readonly dataExplorer: DataExplorerEmulator;
  readonly entra: EntraEmulator;
  /** The section `deploy` of `firedrill.yml` that leads here. */
  readonly settings: string;
  /** Runs the command line as a process of its own that trusts the emulators, as a job of a workflow. */
  run(
    args: readonly string[],
    cwd: string,
  ): Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }>;
  close(): Promise<void>;
}

const script = fileURLToPath(new URL('../../bin/firedrill.js', import.meta.url));

/** All of Azure that we speak to. */
export async function startAzure(): Promise<AzureEmulator> {
  const [arm, logAnalytics, dataExplorer, entra] = await Promise.all([
    startArm(),
    startLogAnalytics(),
    startDataExplorer(),
    startEntra(),
  ]);
  const services = [arm, logAnalytics, dataExplorer, entra];
  const certificates = join(mkdtempSync(join(tmpdir(), 'azure-')), 'ca.pem');
  writeFileSync(certificates, [...new Set(services.map(({ ca }) => ca))].join('\n'));
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AZURE|ACTIONS|FIREDRILL)_/.test(name))),
    ...entra.environment,
    NODE_EXTRA_CA_CERTS: certificates,
    NO_COLOR: '1',
  };
  return {
    arm,
    logAnalytics,
    dataExplorer,
    entra,
    settings: `deploy:
  name: cli
  sentinel:
    subscription: ${WORKSPACE.subscription}
    resource_group: ${WORKSPACE.resourceGroup}
    workspace: ${WORKSPACE.workspace}
    endpoint: ${arm.url}
    logs_endpoint: ${logAnalytics.url}
  adx: { cluster: "${dataExplorer.url}", database: ${DATABASE} }
`,
    run: (args, cwd) =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, [script, ...args], { cwd, env });
        let stdout = '';
        let stderr = '';
        child.stdout.on('data', (chunk) => {
          stdout += String(chunk);
        });
        child.stderr.on('data', (chunk) => {
          stderr += String(chunk);
        });
        child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
      }),
    close: async () => {
      await Promise.all(services.map((service) => service.close()));
    },
  };
}
