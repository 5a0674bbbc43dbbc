import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { ConnectionOptions, TlsOptions } from '@nats-io/transport-node';
import type { BrokerSettings } from '../../fleet/mender';

/** What a twin-fleet node says of the connection. */
export interface ConnectionSettings extends BrokerSettings {
  readonly servers: string;
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
}

/** A connection on which nothing is heard is found dead after three times this, ms. */
const PING = 3000;

/** @throws Error that names the field and the fix */
export function connectionOptions(settings: ConnectionSettings): ConnectionOptions {
  const { servers, user, password, token, caFile, certFile, keyFile } = settings;
  const given = (text: string | undefined): text is string => text !== undefined && text !== '';
  if (given(certFile) !== given(keyFile))
    throw new Error(
      `${given(certFile) ? 'keyFile' : 'certFile'}: is empty; a certificate and its key are given together`,
    );
  const [ca, cert, key] = [readPem('caFile', caFile), readPem('certFile', certFile), readPem('keyFile', keyFile)];
  const addresses = servers.split(',').map((server) => server.trim());
  const encrypted = /(^|,)\s*tls:\/\//i.test(servers) || ca !== undefined || cert !== undefined;
  return {
    servers: addresses,
    name: 'twin-guard',
    maxReconnectAttempts: -1,
    // Otherwise two refusals end it for good; who changes a password in both places does so one after the other.
    ignoreAuthErrorAbort: true,
    reconnectTimeWait: 1000,
    pingInterval: PING,
    ...(given(user) && { user, pass: password ?? '' }),
    ...(given(token) && { token }),
    // Said, it is also asked for: a server that does not encrypt is refused. (The client hands all of it to Node.js; its types know less.)
    ...(encrypted && {
      tls: {
        checkServerIdentity: identityOf(addresses),
        ...(ca && { ca }),
        ...(cert && { cert }),
        ...(key && { key }),
      } as TlsOptions,
    }),
  };
}

/** What Node.js takes for the name of a server that was reached by a number: the client does not say it. */
const NO_NAME = 'localhost';

/** A server that is reached by a number has to have a certificate for one of the numbers that are set. */
function identityOf(addresses: readonly string[]): (name: string, certificate: PeerCertificate) => Error | undefined {
  const hosts = addresses.map((address) => hostOf(address)).filter((host) => isIP(host) !== 0);
  return (name, certificate) => {
    const wrong = checkServerIdentity(name, certificate);
    if (wrong === undefined || name !== NO_NAME) return wrong;
    const others = hosts.map((host) => checkServerIdentity(host, certificate));
    return others.includes(undefined) ? undefined : (others[0] ?? wrong);
  };
}

function hostOf(address: string): string {
  try {
    return new URL(address.includes('://') ? address : `nats://${address}`).hostname.replace(/^\[|\]$/g, '');
  } catch {
    // The client says what is wrong with it.
    return '';
  }
}

/** @throws Error that names the field */
function readPem(field: string, path: string): string | undefined {
  if (path === '') return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(
      `${field}: ${(error as Error).message}; give the path of a file in PEM format that Node-RED may read`,
    );
  }
}
