import { parseCef } from './cef/parse.ts';
import { lineFormat } from './line-format.ts';
import { textDocument } from './text-document.ts';

/**
 * ArcSight's Common Event Format, with or without a syslog header: what appliances send to Sentinel's
 * `CommonSecurityLog`.
 *
 * @see https://learn.microsoft.com/azure/sentinel/cef-name-mapping
 */
export const cefReader = lineFormat({
  name: 'cef',
  summary: 'Common Event Format (CEF), with or without a syslog header',
  reference: 'https://learn.microsoft.com/azure/sentinel/cef-name-mapping',
  samples: [
    {
      title: 'Escapes, and blanks in values',
      log: `CEF:0|Example\\|Corp|Gate\\\\way|1.0|100|Threat found|8|src=192.0.2.7 dst=198.51.100.9 spt=1232 msg=a \\= b and\\nmore cs1Label=Rule Name cs1=Block all\n`,
      documents: [
        {
          kind: 'text',
          format: 'cef',
          value: {
            CefVersion: '0',
            DeviceVendor: 'Example|Corp',
            DeviceProduct: 'Gate\\way',
            DeviceVersion: '1.0',
            DeviceEventClassID: '100',
            Name: 'Threat found',
            Severity: '8',
            src: '192.0.2.7',
            dst: '198.51.100.9',
            spt: '1232',
            msg: 'a = b and\nmore',
            cs1Label: 'Rule Name',
            cs1: 'Block all',
          },
        },
      ],
    },
    {
      title: 'Behind a syslog header',
      log: `<134>May  6 13:41:02 fw01 CEF:0|Example|Firewall|9|traffic|allow|3|act=allow request=https://example.com/?a=1\n`,
      documents: [
        {
          kind: 'text',
          format: 'cef',
          value: {
            CefVersion: '0',
            DeviceVendor: 'Example',
            DeviceProduct: 'Firewall',
            DeviceVersion: '9',
            DeviceEventClassID: 'traffic',
            Name: 'allow',
            Severity: '3',
            act: 'allow',
            request: 'https://example.com/?a=1',
            syslog: {
              facility: 'local0',
              severity: 'info',
              timestamp: 'May  6 13:41:02',
              hostname: 'fw01',
              app_name: 'CEF',
            },
          },
        },
      ],
    },
  ],
  detectsLine: (line) => parseCef(line) !== undefined,
  parse: textDocument,
});
