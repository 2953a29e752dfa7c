import { applySeverities } from '../config/index.ts';
import type { Content } from '../content/index.ts';
import type { Detection } from '../content/model.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { validateContent } from '../validate/index.ts';
import type { Workspace } from './workspace.ts';

export interface Findings {
  /** By detection: all findings in its file. */
  readonly findings: ReadonlyMap<Detection, readonly Diagnostic[]>;
  /** All findings, the workspace's own among them. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Validates content against the workspace, with the severities that its configuration sets. */
export async function validateWorkspace(workspace: Workspace, content: Content, root: string): Promise<Findings> {
  const found = await validateContent(content, {
    lower: (detection) => workspace.lower(detection),
    splunkRoots: workspace.knowledge.splunk,
    root,
  });
  const diagnostics = applySeverities([...workspace.diagnostics, ...found], workspace.config.severities);
  const byFile = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const list = byFile.get(diagnostic.file);
    if (list) list.push(diagnostic);
    else byFile.set(diagnostic.file, [diagnostic]);
  }
  const findings = new Map(content.detections.map((detection) => [detection, byFile.get(detection.file) ?? []]));
  return { findings, diagnostics };
}
