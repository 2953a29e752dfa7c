import { expect, test } from 'vitest';
import { likelyTexts } from '../../../src/data/reader-thread/likely-texts.ts';

test('what fields are compared with in SPL', () => {
  const query = `| tstats count from datamodel=Endpoint.Processes where Processes.process_name="certutil.exe"
    Processes.process IN ("*\\\\Temp\\\\Evil.ps1*", "a") Processes.dest_port=7844 by Processes.user`;
  expect(likelyTexts('spl', query)).toEqual(['certutil.exe', 'evil.ps1', '7844']);
});

test('texts and numbers of KQL, numbers in hexadecimal too', () => {
  expect(likelyTexts('kql', `T | where Port == 7844 and Name has 'whoami' and Count > 5 | take 10`)).toEqual([
    '7844',
    '1ea4',
    'ffffffffffffe15c',
    'whoami',
  ]);
});
