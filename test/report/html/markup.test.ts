import { describe, expect, it } from 'vitest';
import { markup, outsideLink, when } from '../../../src/report/html/markup.ts';

describe('markup', () => {
  it('escapes whatever is put into it, and keeps markup that was made before', () => {
    const inner = markup`<b title="${'" onclick="x'}">${'<script>'}</b>`;
    expect(markup`<p>${inner}${[markup`<i></i>`, ' & ']}${undefined}${false}${0}</p>`.text).toBe(
      '<p><b title="&quot; onclick=&quot;x">&lt;script&gt;</b><i></i> &amp; 0</p>',
    );
  });

  it('shows controls by their codes, but keeps tabs and line feeds', () => {
    expect(markup`${'a\tb\nc\u202ed\u0000e\u2028'}`.text).toBe('a\tb\nc\\u202ed\\u0000e\\u2028');
  });

  it('links to web addresses alone', () => {
    expect(outsideLink('https://example.com/a?b=1&c=2').text).toBe(
      '<a href="https://example.com/a?b=1&amp;c=2" rel="noopener noreferrer nofollow" target="_blank">https://example.com/a?b=1&amp;c=2</a>',
    );
    for (const address of ['javascript:alert(1)', ' https://example.com', 'data:text/html,x', '//example.com']) {
      expect(outsideLink(address).text).toBe(address);
    }
  });

  it('shows nothing where there is nothing', () => {
    expect(markup`${when(0, () => markup`x`)}`.text).toBe('');
  });
});
