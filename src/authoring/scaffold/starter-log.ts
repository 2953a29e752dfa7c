/** A recording to begin with where none is at hand: one invented process creation among others, as Sysmon writes them. */
export const STARTER_LOG: string = [
  event(1, 'C:\\Windows\\System32\\notepad.exe', 'notepad.exe C:\\notes.txt', 'NOTEPAD.EXE', 'explorer.exe'),
  event(2, 'C:\\Users\\Public\\drill.exe', 'drill.exe --beacon 192.0.2.10', 'drill.exe', 'winword.exe'),
  event(3, 'C:\\Windows\\System32\\whoami.exe', 'whoami.exe', 'whoami.exe', 'cmd.exe'),
].join('');

/** The event of {@link STARTER_LOG} that a first query is about. */
export const STARTER_EVENT = 2;

function event(record: number, image: string, commandLine: string, original: string, parent: string): string {
  const data = [
    ['RuleName', '-'],
    ['UtcTime', `2026-05-05 10:00:0${record}.000`],
    ['ProcessGuid', `{00000000-0000-4000-8000-00000000000${record}}`],
    ['ProcessId', String(4000 + record)],
    ['Image', image],
    ['OriginalFileName', original],
    ['CommandLine', commandLine],
    ['CurrentDirectory', 'C:\\Users\\alice\\'],
    ['User', 'EXAMPLE\\alice'],
    ['ParentImage', `C:\\Windows\\${parent}`],
    ['ParentCommandLine', parent],
  ];
  const cells = data.map(([name, value]) => `<Data Name='${name}'>${value}</Data>`).join('');
  return `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385F-C22A-43E0-BF4C-06F5698FFBD9}'/><EventID>1</EventID><Version>5</Version><Level>4</Level><Task>1</Task><Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords><TimeCreated SystemTime='2026-05-05T10:00:0${record}.0000000Z'/><EventRecordID>${100 + record}</EventRecordID><Correlation/><Execution ProcessID='2500' ThreadID='3500'/><Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>ws-01.example.com</Computer><Security UserID='S-1-5-18'/></System><EventData>${cells}</EventData></Event>\n`;
}
