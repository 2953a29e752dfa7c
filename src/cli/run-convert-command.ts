import { renderDiagnostics } from '../diagnostics/render.ts';
import type { Detection } from '../content/model.ts';
import { partsOf } from '../languages/sigma/correlation.ts';
import { type ConvertedRule, convertRules } from '../testing/convert.ts';
import { openSession } from '../testing/open-session.ts';
import { sigmaDocuments } from '../testing/sigma-documents.ts';
import { type Proof, proveConversions } from '../testing/prove.ts';
import { PipelineLibrary } from '../testing/sigma-pipelines.ts';
import { UsageError } from '../util/usage-error.ts';
import type { ConvertCommandOptions } from './commands/convert.ts';
import type { Printer } from './common.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { CommandIo } from './io.ts';
import { logFiles } from './log-files.ts';

const EVENTS_SHOWN = 10;

/** The targets by the names that pySigma's pipelines have for them. */
const BACKENDS = { spl: 'splunk', kql: 'kusto' } as const;

/** Converts rules, proves the conversions where data is given, and prints both. */
export async function runConvertCommand(
  what: readonly string[],
  options: ConvertCommandOptions,
  io: CommandIo,
  printer: Printer,
): Promise<ExitCode> {
  const session = await openSession({
    cwd: io.cwd,
    what,
    layout: options.layout,
    cache: options.cache,
    ...(options.config !== undefined && { config: options.config }),
  });
  try {
    const { workspace } = session;
    const rules = standingAlone(session.detections.filter(isConvertible));
    if (rules.length === 0) throw new UsageError('There is no Sigma rule to convert.');
    const library = new PipelineLibrary(workspace.config.knowledge.sigma, io.cwd);
    const pipelines = options.pipeline && library.named(options.pipeline);
    if (library.diagnostics.length > 0) {
      printer.complaint(renderDiagnostics(library.diagnostics, { colors: printer.sideColors }));
      return EXIT.usage;
    }
    for (const { name, backends } of pipelines ?? []) {
      if (backends && !backends.includes(BACKENDS[options.to]))
        throw new UsageError(
          `The pipeline "${name}" is meant for ${backends.join(', ')}, not for ${BACKENDS[options.to]}.`,
        );
    }
    const documents = sigmaDocuments(session.content, io.cwd);
    const converted = await convertRules(rules, {
      workspace,
      documents,
      library,
      to: options.to,
      ...(pipelines && { pipelines }),
    });
    const proofs = options.prove
      ? await proveConversions(converted, options.to, logFiles(options.prove, io.cwd, {}), workspace, documents)
      : undefined;
    const finalizers = (pipelines ?? []).flatMap((pipeline) => pipeline.finalizers);
    const queries = converted.flatMap(({ text: query }) => (query === undefined ? [] : [query]));
    const text = (): string =>
      finalizers.length === 0
        ? inText(converted, proofs)
        : `${finalizers.reduce<readonly string[]>((texts, finalize) => [finalize(texts)], queries).join('\n')}\n`;
    printer.result(options.format === 'json' ? inJson(converted, proofs) : text());
    const refused = converted.flatMap(({ diagnostics }) => diagnostics);
    if (options.format !== 'json') printer.complaint(renderDiagnostics(refused, { colors: printer.sideColors }));
    return refused.length > 0 || proofs?.some((proof) => !holds(proof)) ? EXIT.findings : EXIT.good;
  } finally {
    await session.close();
  }
}

/**
 * The rules without those that a correlation among them is made of, unless it says `generate: true`.
 *
 * @see https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-correlation-rules-specification.md#generate
 */
function standingAlone(detections: readonly Detection[]): readonly Detection[] {
  const parts = new Set(detections.flatMap(({ document }) => partsOf(document.value)));
  return detections.filter(({ id, document }) => {
    const { name } = document.value as { readonly name?: unknown };
    return !parts.has(id) && !(typeof name === 'string' && parts.has(name));
  });
}

const isConvertible = ({ language }: Detection): boolean => language === 'sigma';

const holds = ({ onlyRule, onlyConversion, failure }: Proof): boolean =>
  failure === undefined && onlyRule.length === 0 && onlyConversion.length === 0;

function inJson(converted: readonly ConvertedRule[], proofs: readonly Proof[] | undefined): string {
  const byRule = new Map(proofs?.map((proof) => [proof.rule, proof]));
  const rules = converted.map((rule) => {
    const { id, name, file } = rule.detection;
    const proof = byRule.get(rule);
    return {
      id,
      title: name,
      file,
      query: rule.text ?? null,
      ...(proof && {
        proof: {
          of: proof.of,
          agreed: proof.agreed,
          only_rule: proof.onlyRule,
          only_conversion: proof.onlyConversion,
          elsewhere: proof.elsewhere,
          failure: proof.failure ?? null,
        },
      }),
      diagnostics: rule.diagnostics,
    };
  });
  return `${JSON.stringify({ summary: { rules: rules.length, converted: rules.filter(({ query }) => query !== null).length }, rules })}\n`;
}

function inText(converted: readonly ConvertedRule[], proofs: readonly Proof[] | undefined): string {
  const byRule = new Map(proofs?.map((proof) => [proof.rule, proof]));
  const several = converted.length > 1;
  return converted
    .filter(({ text }) => text !== undefined)
    .map((rule) => {
      const proof = byRule.get(rule);
      return `${several ? `// ${rule.detection.name} (${rule.detection.file})\n` : ''}${rule.text}\n${proof ? proofText(proof) : ''}`;
    })
    .join('\n');
}

function proofText(proof: Proof): string {
  if (proof.failure !== undefined) return `// not proven: ${proof.failure}\n`;
  const others = proof.elsewhere.length;
  const elsewhere =
    others === 0 ? '' : `//   the conversion also finds ${others} ${proof.of} in logs of other sources\n`;
  if (holds(proof)) return `// proven: both find the same ${proof.agreed} ${proof.of}\n${elsewhere}`;
  const side = (title: string, events: readonly string[]): string => {
    if (events.length === 0) return '';
    const more = events.length > EVENTS_SHOWN ? ` and ${events.length - EVENTS_SHOWN} more` : '';
    return `//   only the ${title}: ${events.slice(0, EVENTS_SHOWN).join(', ')}${more}\n`;
  };
  return `// they disagree, ${proof.agreed} ${proof.of} in common\n${side('rule', proof.onlyRule)}${side('conversion', proof.onlyConversion)}${elsewhere}`;
}
