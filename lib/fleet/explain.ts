/** What a connection needs to be told of: the fields that a person may have to change. */
export interface Fields {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

const UNKNOWN_ISSUER = [
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
];

/** Nobody is there, or no way leads there. */
const NOBODY = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'];

/** A key that cannot be read, or only with a passphrase. */
const NO_KEY = /^ERR_(OSSL_)?(UNSUPPORTED|BAD_DECRYPT|.*PASSPHRASE.*|.*INTERRUPTED.*)$/;

/** Why there is no connection, naming the field and the fix where they are known. */
export function explain(error: unknown, { caFile, certFile, keyFile }: Fields): string {
  const { name = '', message, code } = rootOf(error);
  const text = `${message}${typeof code === 'string' ? ` (${code})` : ''}`;
  if (NOBODY.includes(String(code)))
    return `servers: no server answers: ${message}; start nats-server, or correct the address`;
  if (UNKNOWN_ISSUER.includes(String(code))) {
    const by = caFile === '' ? 'by nobody whom this system trusts' : `not by what ${caFile} holds`;
    return `caFile: the server's certificate is signed ${by}: ${text}; give the certificate of the authority that signed it`;
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return `servers: the server's certificate does not hold now: ${text}; renew it, or set the clock of this machine`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `servers: ${text}; write an address that stands in the server's certificate`;
  if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH') return `keyFile: does not belong to ${certFile}: ${text}`;
  if (NO_KEY.test(String(code)))
    return `keyFile: ${keyFile} holds no key that can be read: ${text}; give a key in PEM format without a passphrase`;
  if (/PEM|ASN1|X509/.test(String(code))) return `certFile: ${text}; certificates and keys are files in PEM format`;
  if (/CERTIFICATE|UNKNOWN_CA/.test(String(code)) || /certificate required|bad certificate/i.test(message))
    return certFile === ''
      ? `certFile: is empty, and the server asks for a certificate: ${text}`
      : `certFile: the server refuses ${certFile}: ${text}; give a certificate of the authority that it trusts`;
  if (message.includes("does not support 'tls'"))
    return 'servers: the server does not encrypt; configure TLS in nats-server, or leave out tls:// and the certificates';
  // With TLS 1.3 a client is not told why the server hangs up.
  if (name === 'TimeoutError' || message === 'timeout') {
    const hint = certFile === '' ? '; if it asks for a certificate, give certFile and keyFile' : '';
    return `servers: no answer, or the server hangs up${hint}`;
  }
  if (name === 'AuthorizationError' || name === 'UserAuthenticationExpiredError')
    return `user: the server refuses user, password or token: ${text}`;
  if (name === 'JetStreamNotEnabled' || code === 10039 || code === 10076)
    return 'servers: JetStream is not enabled there; start nats-server with -js, and enable JetStream for the account';
  return text;
}

interface Known {
  readonly name?: string;
  readonly message: string;
  readonly code?: unknown;
}

/** What the client wraps; a code stands at the error that has it. */
function rootOf(error: unknown): Known {
  let found = error as Known & { cause?: unknown };
  while (found.code === undefined && found.cause instanceof Error) found = found.cause as Known & { cause?: unknown };
  return found;
}
