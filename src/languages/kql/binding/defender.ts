import type { QueryProblem } from '../../../diagnostics/query-problem.ts';
import type { KqlEnvironment, KqlFunction } from '../environment.ts';

/** What a file's profile says. */
const PROFILE = [
  'SHA1 = ""',
  'SHA256 = ""',
  'MD5 = ""',
  'FileSize = int(null)',
  'GlobalPrevalence = int(null)',
  'GlobalFirstSeen = datetime(null)',
  'GlobalLastSeen = datetime(null)',
  'Signer = ""',
  'Issuer = ""',
  'SignerHash = ""',
  'IsCertificateValid = bool(null)',
  'IsRootSignerMicrosoft = bool(null)',
  'SignatureState = ""',
  'IsExecutable = bool(null)',
  'ThreatName = ""',
  'Publisher = ""',
  'SoftwareName = ""',
  'ProfileAvailability = ""',
].join(', ');

const ADDRESSES =
  'Timestamp = datetime(null), IPAddress = "", IPType = "", NetworkAdapterType = "", ConnectedNetworks = dynamic(null)';

/**
 * Functions that Microsoft Defender XDR brings to advanced hunting. They ask a service of the tenant, so that a replay
 * has no answer; the bodies only tell the binder what columns come out.
 *
 * @see https://learn.microsoft.com/defender-xdr/advanced-hunting-fileprofile-function
 */
const FUNCTIONS: ReadonlyMap<string, KqlFunction> = new Map(
  [
    {
      name: 'FileProfile',
      parameters: '(T:(*), file:string="SHA1", limit:long=100)',
      body: `T | extend ${PROFILE}`,
    },
    {
      name: 'DeviceFromIP',
      parameters: '(T:(*), address:string="", at:datetime=datetime(null))',
      body: 'T | extend IP = "", DeviceId = ""',
    },
    {
      name: 'SeenBy',
      parameters: '(T:(*), device:string="")',
      body: 'T | extend DeviceId = "", SeenBy = dynamic(null)',
    },
    {
      name: 'AssignedIPAddresses',
      parameters: '(device:string, at:datetime=datetime(null))',
      body: `print ${ADDRESSES}`,
    },
  ].map((known) => [known.name, known] as const),
);

/** The function of Defender's that a name means: one of the workspace's own takes its place. */
export const defenderFunction = (name: string, environment: KqlEnvironment): KqlFunction | undefined =>
  environment.function(name) ? undefined : FUNCTIONS.get(name);

/** The function that a name means, of the workspace or of Defender. */
export const functionNamed = (name: string, environment: KqlEnvironment): KqlFunction | undefined =>
  environment.function(name) ?? FUNCTIONS.get(name);

export const defenderProblem = (name: string, start: number): QueryProblem => ({
  name: 'unsupported-function',
  message: `The function "${name}" is not supported: it asks a service of Defender XDR.`,
  start,
  end: start + name.length,
});

const IN_CALL = /\binvoke\s+(\w+)\s*\([^()]*$/;

/** A column's bare name as an argument, which only these functions take; undefined for other unknown names. */
export function problemOfDefenderArgument(
  text: string,
  start: number,
  environment: KqlEnvironment,
): QueryProblem | undefined {
  const call = IN_CALL.exec(text.slice(0, start));
  const name = call?.[1];
  if (!call || name === undefined || !defenderFunction(name, environment)) return undefined;
  return defenderProblem(name, call.index + call[0].indexOf(name, 'invoke'.length));
}
