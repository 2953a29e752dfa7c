import type { Detection } from '../detection.ts';
import type { DetectionItem, ItemContext } from '../item.ts';
import type { SigmaValue } from '../value.ts';
import type { TransformedRule } from './model.ts';
import type { Options } from './options.ts';
import type { ProcessingItem } from './pipeline.ts';

/** What a processing item does to a rule, once its options are read. */
export type Transformation =
  /** Renames fields: of detection items that pass the conditions, of field references and of the rule's `fields`. */
  | { readonly kind: 'field'; rename(field: string): string | readonly string[] | undefined }
  /** Changes a detection item; undefined drops it. */
  | { readonly kind: 'item'; change(item: DetectionItem, rule: TransformedRule): Detection | undefined }
  /** Changes one value; several stand for it as alternatives. Undefined leaves it. */
  | { readonly kind: 'value'; change(value: SigmaValue, field: string): readonly SigmaValue[] | undefined }
  | { readonly kind: 'rule'; change(rule: TransformedRule, id: string): TransformedRule }
  /** What a placeholder stands for; undefined: nothing is known here. */
  | { readonly kind: 'placeholder'; values(name: string): readonly string[] | undefined }
  /** Other processing items in its place. */
  | { readonly kind: 'nest'; readonly items: readonly ProcessingItem[] };

export interface TransformationContext {
  /** Values that the pipeline gives names to. */
  readonly vars: ReadonlyMap<string, readonly string[]>;
  /** Parses detection items that a transformation adds. */
  readonly items: ItemContext;
  /** Parses nested processing items. */
  nested(options: Options, name: string): readonly ProcessingItem[];
}

/** A case of a transformation's documentation; runs as a test. */
export interface TransformationExample {
  readonly title: string;
  /** The processing item, without its type. */
  readonly options: Readonly<Record<string, unknown>>;
  /** `detection` of a rule on process creation under Windows, before and after. */
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** Everything about one type of transformation. */
export interface TransformationDefinition {
  readonly type: string;
  readonly summary: string;
  readonly examples: readonly TransformationExample[];
  parse(options: Options, context: TransformationContext): Transformation;
}

export const defineTransformation = (definition: TransformationDefinition): TransformationDefinition => definition;

export const PIPELINES_PAGE = 'https://sigmahq-pysigma.readthedocs.io/en/latest/Processing_Pipelines.html';
