/** What a vendor's reference lists, section by section, whether firedrill runs it or not. */
export interface DocumentedSection {
  readonly section: string;
  readonly names: readonly string[];
}

/** By kind: commands, functions, operators. */
export type Documented<Kind extends string> = Readonly<Record<Kind, readonly DocumentedSection[]>>;

/** Names out of a text: between commas. */
export const names = (text: string): readonly string[] => text.trim().split(/\s*,\s*/);

/** All names of some sections. */
export const namesOf = (sections: readonly DocumentedSection[]): readonly string[] =>
  sections.flatMap((section) => section.names);
