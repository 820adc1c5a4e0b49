/** Codes by which Node says that a certificate was not accepted. */
const UNTRUSTED = /^(UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|CERT_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH)/;
const OTHER_NAME = 'ERR_TLS_CERT_ALTNAME_INVALID';

/**
 * Why a store's certificate was refused, as the end of a sentence; null where an error is about something else. Drivers wrap
 * what Node said in errors of their own.
 */
export function whyUntrusted(error: unknown): string | null {
  for (let each = error, depth = 0; typeof each === 'object' && each !== null && depth < 8; depth++) {
    const { code, cause, reason } = each as { readonly code?: unknown; readonly cause?: unknown; readonly reason?: unknown };
    if (code === OTHER_NAME) return `its certificate is for another name (${String(reason)})`;
    if (typeof code === 'string' && UNTRUSTED.test(code)) return `its certificate is not signed by the CA that is trusted, or not valid now (${code})`;
    const described = (reason as { servers?: ReadonlyMap<string, { error?: unknown }> } | undefined)?.servers;
    each = cause ?? (described && [...described.values()].map(({ error: found }) => found).find((found) => found));
  }
  return null;
}

/** A store that is not who it should be; `message` is for whoever starts Plaza. */
export class UntrustedStoreError extends Error {
  override readonly name = 'UntrustedStoreError';
}

/** Runs `connect`; where it fails for the store's certificate, with a sentence that says so. */
export async function trusting<T>(store: string, connect: () => Promise<T>): Promise<T> {
  try {
    return await connect();
  } catch (error) {
    const why = whyUntrusted(error);
    if (why === null) throw error;
    throw new UntrustedStoreError(`${store} was refused: ${why}. Check its URL and ${store.toUpperCase()}_TLS_CA_FILE.`, { cause: error });
  }
}
