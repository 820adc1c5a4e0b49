import type { CounterDelta } from '../../kernel/commit.js';
import { postDelta } from '../posts/index.js';
import type { RepostRow } from './repost.entity.js';

/** What a repost that comes or goes changes in the counter of its post. */
export const repostDelta = ({ postId, postAuthorId }: RepostRow, by: 1 | -1): CounterDelta => postDelta({ authorId: postAuthorId, id: postId }, 'repostCount', by);
