import { streamContainers } from '../../src/data/containers/index.ts';
import { products } from '../../src/data/products/index.ts';
import { readers } from '../../src/data/readers/index.ts';

/** The page about log formats, from the definitions of readers, containers and products. */
export function formatsPage(note: string): string {
  const formats = readers.map(
    ({ name, summary, reference, samples }) =>
      `| ${name} | ${summary} | ${samples.map(({ title }) => title).join('; ')} | <${reference.split(' ')[0]}> |`,
  );
  const containers = [
    ...streamContainers.map(({ name, summary, reference }) => `| ${name} | ${summary} | <${reference}> |`),
    '| zip | several logs in one archive, stored, deflated or in Zstandard; names never reach the disk | <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT> |',
  ];
  const shapes = products.map((product) => {
    const { source, sourcetype } = product.splunk(product.sample, false);
    const sigma = product.sigma ? [product.sigma.product, product.sigma.service].filter(Boolean).join('/') : '';
    return `| ${product.name} | \`${sourcetype}\` | \`${source}\` | ${sigma} | <${product.reference}> |`;
  });
  const sections = [
    '# Log formats',
    note,
    'A format is told by the first bytes of a log, never by its name. `firedrill data inspect LOG` says what a log is.',
    ['| format | what | samples that run as tests | defined by |', '| --- | --- | --- | --- |', ...formats].join('\n'),
    '## Containers',
    'Containers may be nested three deep. What unpacks to more than a thousand times its size, or to more than 16 GiB, is refused.',
    ['| container | what | defined by |', '| --- | --- | --- |', ...containers].join('\n'),
    '## Products',
    'JSON records of these products are told by their shape; without `--source` and `--sourcetype` they are taken for:',
    [
      '| product | sourcetype | source | logsource of Sigma | described by |',
      '| --- | --- | --- | --- | --- |',
      ...shapes,
    ].join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}
