import type { Call } from './calls.js';

interface Answer {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[] | undefined;
}

/**
 * What an answer says, in the words of the tables: "yes"; "absent" (null, or NOT_FOUND: the same as where there is nothing);
 * "empty" and "without", for a list that holds nothing, or not what the row is about; "sign in", or another code or reason.
 */
export function outcomeOf(call: Call, named: string | null, { data, errors }: Answer): string {
  if (errors?.length) {
    const { code, reason } = errors[0]!.extensions as { code: string; reason?: string };
    if (code === 'NOT_FOUND') return 'absent';
    if (code === 'UNAUTHENTICATED') return 'sign in';
    if (code === 'FORBIDDEN' || code === 'CONFLICT') return words(reason ?? code);
    throw new Error(`${call.call} on ${call.on} was not understood: ${JSON.stringify(errors[0])}`);
  }
  const found = call.field.split('.').reduce<unknown>((value, field) => (value as Record<string, unknown> | null)?.[field], data);
  if (found === null || found === undefined || (Array.isArray(found) && found.every((each) => each === null))) return 'absent';
  const { userErrors, edges } = found as { userErrors?: { code: string }[]; edges?: { node?: { id: string } }[] };
  if (userErrors?.[0]) return words(userErrors[0].code);
  if (!edges) return 'yes';
  if (call.isFound) return edges.some(({ node }) => node?.id === named) ? 'yes' : 'without';
  return edges.length > 0 ? 'yes' : 'empty';
}

const words = (code: string): string => code.toLowerCase().replaceAll('_', ' ');
