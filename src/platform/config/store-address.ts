/** What a store's URL says about how safely it is reached. */
export interface StoreAddress {
  /** Host names or addresses, without ports and brackets. */
  readonly hosts: readonly string[];
  /** Whether all its hosts are this machine. */
  readonly local: boolean;
  readonly hasPassword: boolean;
  readonly password: string;
  readonly tls: boolean;
  /** The parameter that switches verification off; null where there is none. */
  readonly unverified: string | null;
}

const LOCAL = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)(:\d+)?$/i;

/** Parameters with values that let a connection pass for TLS and take anybody's certificate. */
const UNVERIFIED: readonly (readonly [name: string, value: RegExp])[] = [
  ['sslmode', /^no-verify$/i],
  ['uselibpqcompat', /^true$/i],
  ['tlsinsecure', /^true$/i],
  ['tlsallowinvalidcertificates', /^true$/i],
  ['tlsallowinvalidhostnames', /^true$/i],
  ['sslvalidate', /^false$/i],
  ['rejectunauthorized', /^(false|0)$/i],
];

/** Reads a URL of Postgres, MongoDB (several hosts) or Redis. */
export function readStoreAddress(url: string): StoreAddress {
  const [, scheme = '', credentials = '', hosts = '', query = ''] = /^([a-z+]+):\/\/(?:([^@/]*)@)?([^/?]*)[^?]*(?:\?(.*))?$/i.exec(url) ?? [];
  const password = decodeURIComponent(credentials.includes(':') ? credentials.slice(credentials.indexOf(':') + 1) : '');
  const parameters = new Map([...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value]));
  const asks = (name: string, values: RegExp): boolean => values.test(parameters.get(name) ?? '');
  return {
    hosts: hosts.split(',').map((host) => host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')),
    local: hosts.split(',').every((host) => LOCAL.test(host)),
    hasPassword: password !== '' || asks('authmechanism', /^MONGODB-(X509|OIDC|AWS)$/i),
    password,
    tls: scheme === 'rediss' || (scheme === 'mongodb+srv' && !asks('tls', /^false$/i)) || asks('tls', /^true$/i) || asks('ssl', /^(true|1)$/i) || asks('sslmode', /^(require|verify-ca|verify-full|no-verify)$/i),
    unverified: UNVERIFIED.find(([name, value]) => asks(name, value))?.[0] ?? null,
  };
}
