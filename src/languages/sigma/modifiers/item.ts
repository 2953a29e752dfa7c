import { defineItemModifier } from './modifier.ts';

export const all = defineItemModifier({
  name: 'all',
  summary: 'All values of the list must match, where otherwise one is enough.',
  examples: [
    {
      title: 'Both words, in any order',
      item: { 'CommandLine|contains|all': ['/create', 'schtasks'] },
      matches: [{ CommandLine: 'schtasks /create /tn Updater' }],
      misses: [{ CommandLine: 'schtasks /query' }],
    },
  ],
});

export const neq = defineItemModifier({
  name: 'neq',
  summary: 'The field matches none of the values; a field that is not there matches none.',
  examples: [
    {
      title: 'Any protocol but tcp and udp',
      item: { 'Protocol|neq': ['tcp', 'udp'] },
      matches: [{ Protocol: 'icmp' }, { User: 'alice' }],
      misses: [{ Protocol: 'TCP' }, { Protocol: 'udp' }],
    },
  ],
});
