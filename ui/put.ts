import type { Markup } from '../src/report/html/markup.ts';

interface Policy {
  createHTML(text: string): string;
}

declare const trustedTypes: { createPolicy(name: string, rules: Policy): Policy } | undefined;

/** The one way for markup into the page. It takes only what templates made, in which all content is escaped. */
const policy: Policy =
  typeof trustedTypes === 'undefined'
    ? { createHTML: (text) => text }
    : trustedTypes.createPolicy('firedrill', { createHTML: (text) => text });

export function put(element: Element, content: Markup): void {
  element.innerHTML = policy.createHTML(content.text);
}

export function append(element: Element, content: Markup): void {
  element.insertAdjacentHTML('beforeend', policy.createHTML(content.text));
}

export const byId = <Kind extends HTMLElement>(id: string): Kind | null => document.getElementById(id) as Kind | null;
