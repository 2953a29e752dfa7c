/** A small SigmaHQ: rules in its folders, a correlation, a filter, and the files of its tests. One rule is none of Sigma 2. */
export const sigmaId = (number: number): string => `3f9f2a86-4f11-4f0a-9d5e-0a1b2c3d4e0${number}`;
const rule = (id: string, title: string, status = 'test', tag = ''): string => `title: ${title}
id: ${id}
status: ${status}
description: Detects a tool that should not run.
references:
    - https://example.com/tool
author: Alice Example
date: 2024-05-01
modified: 2024-06-01
tags:
    - attack.execution
    - attack.t1059.001
${tag}logsource:
    category: process_creation
    product: windows
detection:
    selection_img:
        - Image|endswith: '\\acme.exe'
        - OriginalFileName: 'acme.exe'
    selection_cli:
        CommandLine|contains|windash:
            - ' -run '
            - ' -exec '
    filter_main_known:
        ParentImage|startswith: 'C:\\Program Files\\Acme\\'
    condition: all of selection_* and not 1 of filter_main_*
falsepositives:
    - Administrators who use it
level: medium
`;
export const RULE = 'rules/windows/process_creation/proc_creation_win_acme_run.yml';
export const EMERGING = 'rules-emerging-threats/2024/Malware/Acme/proc_creation_win_malware_acme.yml';
export const HUNTING = 'rules-threat-hunting/windows/process_creation/proc_creation_win_acme_hunt.yml';
export const CORRELATION = 'rules/windows/correlation/win_acme_many.yml';
export const FILTER = 'filters/win_acme_filter.yml';
export const SIGMAHQ = {
  'README.md': '# Sigma\n',
  '.github/workflows/sigma-test.yml': 'on: push\njobs: {}\n',
  '.yamllint': 'extends: default\n',
  LICENSE: 'x',
  'Releases.md': 'x',
  [RULE]: rule(sigmaId(1), 'Acme Tool Execution'),
  [EMERGING]: rule(sigmaId(2), 'Acme Malware Execution', 'test', '    - detection.emerging-threats\n'),
  [HUNTING]: rule(sigmaId(3), 'Acme Tool Usage', 'test', '    - detection.threat-hunting\n'),
  'deprecated/windows/proc_creation_win_acme_old.yml': rule(sigmaId(4), 'Acme Tool Execution Old', 'deprecated'),
  'unsupported/windows/win_acme_count.yml': `title: Acme Tool Count\nid: ${sigmaId(5)}\nstatus: unsupported\ndescription: Counts how often the tool of Acme runs on one host.\nauthor: Alice Example\ndate: 2020-01-01\nmodified: 2023-01-01\ntags:\n    - attack.execution\nlogsource:\n    product: windows\n    service: security\ndetection:\n    selection:\n        EventID: 4688\n    timeframe: 1h\n    condition: selection | count() by Computer > 10\nlevel: low\n`,
  [CORRELATION]: `title: Acme Tool Execution Repeated\nid: ${sigmaId(6)}\nstatus: test\ndescription: Finds many runs.\nauthor: Alice Example\ndate: 2024-05-01\ntags:\n    - attack.execution\n    - attack.t1059.001\ncorrelation:\n    type: event_count\n    rules:\n        - ${sigmaId(1)}\n    group-by:\n        - Computer\n    timespan: 1h\n    condition:\n        gte: 10\nlevel: high\n`,
  [FILTER]: `title: Acme Admin Hosts\nid: ${sigmaId(7)}\nstatus: test\ndescription: Leaves administrators out.\nauthor: Alice Example\ndate: 2024-05-01\nlogsource:\n    category: process_creation\n    product: windows\nfilter:\n    rules:\n        - ${sigmaId(1)}\n    selection:\n        Computer|startswith: 'ADM-'\n    condition: not selection\n`,
  'tests/sigma_cli_conf.yml': 'exclusions:\n  all_of_them_condition:\n    - x\n',
  'tests/thor.yml':
    'title: THOR\norder: 20\nbackends:\n  - thor\nlogsources:\n  process_creation_1:\n    category: process_creation\n    product: windows\n    conditions:\n      EventID: 1\n    rewrite:\n      product: windows\n      service: sysmon\nfieldmappings:\n  Image: Image\n',
  'tests/config-multiple_mapping.yml':
    'title: Config\nbackends: [x]\nlogsources:\n  windows: {product: windows, index: a}\nfieldmappings:\n  EventID: [a, b]\n',
  'tests/invalid_yaml.yml': 'title: ok\n',
  'tests/logsource.json': '{}',
  'tests/test_rules.py': 'x',
  'tests/rule-references.txt': 'x',
  'regression_data/rules/windows/process_creation/proc_creation_win_acme_run/info.yml': `id: 11112222-3333-4444-5555-666677778888\ndescription: N/A\ndate: 2025-10-22\nauthor: SigmaHQ Team\nrule_metadata:\n    - id: ${sigmaId(1)}\n      title: Acme Tool Execution\nregression_tests_info: []\n`,
  'other/godmode_sigma_rule.yml': rule(sigmaId(9), 'Acme Godmode', 'experimental'),
  'documentation/logsource-guides/README.md': 'x',
  'images/x.png': 'x',
};
