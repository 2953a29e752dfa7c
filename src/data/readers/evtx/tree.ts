/** Binary XML after parsing: what a template says, with the places where a record's values go. */
export interface ElementNode {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly content: readonly ContentNode[] }[];
  readonly children: readonly ContentNode[];
  /** Written as one tag, `<Correlation/>`; an empty value is written as two, `<Data Name='X'></Data>`. */
  readonly selfClosing: boolean;
  /** The element is left out where this value of the record is null. */
  readonly dependsOn: number | undefined;
}

export type ContentNode =
  | ElementNode
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'substitution'; readonly index: number; readonly optional: boolean }
  | { readonly kind: 'instance'; readonly instance: TemplateInstance };

/** A template with the values of one record. */
export interface TemplateInstance {
  readonly template: readonly ContentNode[];
  readonly values: readonly SubstitutionValue[];
}

/** A typed value where it lies in the chunk. */
export interface SubstitutionValue {
  readonly type: number;
  readonly start: number;
  readonly size: number;
}
