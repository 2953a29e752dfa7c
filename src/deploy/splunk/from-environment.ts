import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DeployError } from '../deploy-error.ts';
import type { SplunkSettings } from '../settings.ts';
import type { CloudConnection } from './cloud.ts';
import type { CollectorConnection } from './event-collector.ts';
import type { SplunkConnection, SplunkCredentials } from './session.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The management port: where it is by the settings, who asks by the environment alone. */
export function splunkConnection(settings: SplunkSettings, env: Environment, root: string): SplunkConnection {
  const { url, app } = settings;
  return {
    url: needed('URL of Splunk', env['FIREDRILL_SPLUNK_URL'] ?? url, 'FIREDRILL_SPLUNK_URL'),
    app,
    ...credentialsIn(env),
    ...certificates(settings, env, root),
  };
}

/** The event collector; undefined when nothing says where it is. */
export function collectorConnection(
  settings: SplunkSettings,
  env: Environment,
  root: string,
): CollectorConnection | undefined {
  const url = env['FIREDRILL_SPLUNK_HEC_URL'] ?? settings.hecUrl;
  const token = env['FIREDRILL_SPLUNK_HEC_TOKEN'];
  if (url === undefined && token === undefined) return undefined;
  return {
    url: needed('URL of the event collector', url, 'FIREDRILL_SPLUNK_HEC_URL'),
    token: needed('token of the event collector', token, 'FIREDRILL_SPLUNK_HEC_TOKEN'),
    ...certificates(settings, env, root),
  };
}

function credentialsIn(env: Environment): SplunkCredentials {
  const token = env['FIREDRILL_SPLUNK_TOKEN'];
  if (token !== undefined && token !== '') return { token };
  const username = env['FIREDRILL_SPLUNK_USERNAME'];
  if (username === undefined || username === '') {
    throw new DeployError(
      'Who asks Splunk is not known.',
      'Set FIREDRILL_SPLUNK_TOKEN, or FIREDRILL_SPLUNK_USERNAME and FIREDRILL_SPLUNK_PASSWORD.',
    );
  }
  const password = env['FIREDRILL_SPLUNK_PASSWORD'];
  return { username, password: needed('password of the user', password, 'FIREDRILL_SPLUNK_PASSWORD') };
}

/** Certificates to trust: by the settings, relative to the configuration. */
export function certificates(settings: SplunkSettings, env: Environment, root: string): { readonly ca?: string } {
  const file = env['FIREDRILL_SPLUNK_CA_FILE'] ?? settings.caFile;
  if (file === undefined) return {};
  try {
    return { ca: readFileSync(resolve(root, file), 'utf8') };
  } catch {
    throw new DeployError(`The certificates "${file}" cannot be read.`);
  }
}

/** @throws DeployError for what is not there. */
export function needed(what: string, value: string | undefined, variable: string): string {
  if (value !== undefined && value !== '') return value;
  throw new DeployError(`The ${what} is not known.`, `Set ${variable}.`);
}

/** Splunk Cloud: the stack by the settings, who asks by the environment alone. */
export function cloudConnection(settings: SplunkSettings, env: Environment, root: string): CloudConnection {
  const optional = (key: 'configUrl' | 'loginUrl' | 'inspectUrl', variable: string) =>
    env[variable] === undefined ? {} : { [key]: env[variable] };
  return {
    stack: needed('stack of Splunk Cloud', env['FIREDRILL_SPLUNK_STACK'] ?? settings.stack, 'FIREDRILL_SPLUNK_STACK'),
    token: needed('token of the Admin Config Service', env['FIREDRILL_ACS_TOKEN'], 'FIREDRILL_ACS_TOKEN'),
    username: needed('user of splunk.com', env['FIREDRILL_SPLUNKCOM_USERNAME'], 'FIREDRILL_SPLUNKCOM_USERNAME'),
    password: needed('password of splunk.com', env['FIREDRILL_SPLUNKCOM_PASSWORD'], 'FIREDRILL_SPLUNKCOM_PASSWORD'),
    ...optional('configUrl', 'FIREDRILL_ACS_URL'),
    ...optional('loginUrl', 'FIREDRILL_SPLUNKCOM_URL'),
    ...optional('inspectUrl', 'FIREDRILL_APPINSPECT_URL'),
    ...certificates(settings, env, root),
  };
}
