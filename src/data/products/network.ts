import { has, type LogProduct } from './product.ts';

export const network: readonly LogProduct[] = [
  {
    name: 'Suricata EVE',
    reference: 'https://docs.suricata.io/en/latest/output/eve/eve-json-format.html',
    matches: (record) =>
      has(record, 'event_type', 'flow_id') || (has(record, 'event_type', 'timestamp') && has(record, 'stats')),
    operation: ({ event_type: type }) => type,
    splunk: () => ({ source: 'suricata', sourcetype: 'suricata' }),
    sigma: { product: 'suricata' },
    sample: {
      timestamp: '2026-05-06T13:41:02.123456+0000',
      flow_id: 1234567890,
      event_type: 'alert',
      src_ip: '192.0.2.7',
      dest_ip: '198.51.100.9',
    },
  },
  {
    name: 'Zeek',
    reference: 'https://docs.zeek.org/en/master/log-formats.html',
    matches: (record) =>
      has(record, 'uid', 'id.orig_h') ||
      has(record, '_path', 'uid') ||
      has(record, 'ts', 'fuid') ||
      has(record, '_path', '_write_ts'),
    operation: ({ _path: path }) => path,
    // https://github.com/jorritfolmer/TA-bro-ids — the sourcetypes of rows
    splunk: ({ _path: path }, isRow) => {
      const sourcetype = isRow
        ? ['bro', path].filter(Boolean).join('_')
        : ['zeek', path, 'json'].filter(Boolean).join(':');
      return { source: 'zeek', sourcetype };
    },
    sigma: { product: 'zeek' },
    sample: { _path: 'conn', ts: 1777996862.5, uid: 'CAbc1', 'id.orig_h': '192.0.2.7', 'id.resp_p': 443 },
  },
  {
    name: 'Microsoft IIS',
    reference: 'https://learn.microsoft.com/windows/win32/http/w3c-logging',
    matches: (record) =>
      has(record, 'cs-method', 'cs-uri-stem') &&
      ['s-ip', 's-sitename', 'sc-win32-status'].some((field) => has(record, field)),
    operation: ({ 'cs-method': method }) => method,
    // https://splunk.github.io/splunk-add-on-for-microsoft-iis/Sourcetypes
    splunk: () => ({ source: 'iis', sourcetype: 'ms:iis:auto' }),
    sigma: { product: 'iis', categories: ['webserver'] },
    sample: { 's-ip': '192.0.2.5', 'cs-method': 'GET', 'cs-uri-stem': '/a.aspx', 'sc-status': '200' },
  },
];
