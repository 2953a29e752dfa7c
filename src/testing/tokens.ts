import type { JsonValue } from '../languages/front-end.ts';

const TOKEN = /\$([A-Za-z_][\w.{}:-]*)\$/g;

/** The fields that a message of Enterprise Security names as `$field$`. */
export const tokensOf = (message: string): readonly string[] => [
  ...new Set([...message.matchAll(TOKEN)].map(([, field]) => field as string)),
];

/** The message of one result. A token whose field the result lacks stays as it is; several values follow each other. */
export const fillTokens = (message: string, cell: (field: string) => JsonValue): string =>
  message.replace(TOKEN, (token, field: string) => {
    const value = cell(field);
    if (value === null) return token;
    return Array.isArray(value) ? value.map(String).join(' ') : String(value);
  });
