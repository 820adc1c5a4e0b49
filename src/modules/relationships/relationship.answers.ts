import type { GraphContext } from '../../graphql/context.js';
import { toPayload } from '../../graphql/user-error.js';
import { userById } from '../profiles/index.js';
import type { Outcome } from '../../kernel/outcome.js';
import type { UserId } from '../../kernel/ids.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { OnePersonPayload } from './relationship.payloads.js';

/** Does something to a person, and shows them as they are to the viewer afterwards. */
export async function act<P extends OnePersonPayload, Input>(
  PayloadType: new () => P,
  action: (viewer: Viewer, input: Input) => Promise<Outcome<{ readonly userId: UserId }>>,
  input: Input,
  { viewer, loaders }: GraphContext,
): Promise<P> {
  const outcome = await action(viewer, input);
  loaders.reset();
  return toPayload(PayloadType, outcome, async ({ userId }) => ({ user: await userById(viewer, userId, loaders) }) as Omit<P, 'userErrors'>);
}
