import { describe, expect, it } from 'vitest';
import { readers } from '../../../src/data/readers/index.ts';
import { zeekReader } from '../../../src/data/readers/zeek.ts';
import { readAll } from '../read-all.ts';
import { temporaryFile } from '../temporary-file.ts';

const HEAD = '#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n';

function read(content: string) {
  const { records, problems } = readAll(zeekReader, temporaryFile('zeek.log', content));
  return { values: records.map(({ document }) => (document.kind === 'object' ? document.value : document)), problems };
}

describe('zeekReader', () => {
  it('reads unset elements, backslashes, sets with escaped separators and counts beyond 2^53', () => {
    const fields =
      '#fields\tuid\tpath\ttags\tanswers\tbytes\n#types\tstring\tstring\tset[string]\tvector[string]\tcount\n';
    const row = 'C1\t\\\\\\\\srv\\\\share\tA\\x2cB,C\t-,(empty),x\t18446744073709551615\n';
    expect(read(HEAD + fields + row)).toEqual({
      values: [
        {
          _path: 'conn',
          uid: 'C1',
          path: '\\\\srv\\share',
          tags: ['A,B', 'C'],
          answers: [null, '', 'x'],
          bytes: '18446744073709551615',
        },
      ],
      problems: [],
    });
  });

  it('takes each head for the rows behind it, with another separator too', () => {
    const first = `${HEAD}#fields\tuid\n#types\tstring\nC1\n#close\t2026-05-06-14-00-00\n`;
    const second =
      '#separator |\n#set_separator|;\n#empty_field|NONE\n#path|dns\n#fields|uid|tags\n#types|string|set[string]\nC2|a;b\nC3|NONE\n';
    expect(read(first + second).values).toEqual([
      { _path: 'conn', uid: 'C1' },
      { _path: 'dns', uid: 'C2', tags: ['a', 'b'] },
      { _path: 'dns', uid: 'C3', tags: [] },
    ]);
  });

  it('says which rows were cut or run together', () => {
    const { problems } = read(`${HEAD}#fields\tuid\tquery\n#types\tstring\tstring\nC1\nC2\ta\nC3\tb\tC4\tc\n`);
    expect(problems).toEqual([
      'FD510 Record 1 is damaged: it has 1 cells, the head 2 fields. It is read as it stands.',
      'FD510 Record 3 is damaged: it has 4 cells, the head 2 fields. It is read as it stands.',
    ]);
  });

  it('reads JSON behind TSV', () => {
    const { values, problems } = read(`${HEAD}#fields\tuid\n#types\tstring\nC1\n{"uid":"C2","id.orig_p":53}\n`);
    expect(values).toEqual([
      { _path: 'conn', uid: 'C1' },
      { uid: 'C2', 'id.orig_p': 53 },
    ]);
    expect(problems).toEqual([]);
  });

  it('knows a log whose first line is lost', () => {
    const head = Buffer.from('#set_separator\t,\n#path\tdns\n#fields\tuid\tquery\nC1\ta\n');
    expect(readers.find((reader) => reader.detects(head))?.name).toBe('zeek');
  });
});
