import { createHmac } from 'node:crypto';

/**
 * The fingerprint of a mutation's input: the same for equal inputs whatever the order of their fields. It is keyed, since
 * an input may hold a password, which a plain hash would give away to whoever tries words.
 */
export function inputHash(key: Buffer, input: object): string {
  const { idempotencyKey: _, ...rest } = input as Record<string, unknown>;
  return createHmac('sha256', key).update(canonicalJson(rest)).digest('base64url');
}

/** JSON with sorted keys (in the spirit of RFC 8785). A field that is `undefined` is absent; `null` is a value. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value instanceof Date) return JSON.stringify(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
  return `{${fields.join(',')}}`;
}
