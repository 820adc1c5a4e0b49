import { maySeePerson, USER_ACCESS } from '../../kernel/access.js';
import type { UserId } from '../../kernel/ids.js';
import type { PageOf, PageRequest } from '../../kernel/page.js';
import type { PostQuestion, PostReader, PostType } from '../posts/index.js';

/** One person's posts, newest first: the public ones for everybody, all for followers; null where the person is absent. */
export const userFeed =
  (posts: PostReader) =>
  async (question: PostQuestion, userId: UserId, request: PageRequest): Promise<PageOf<PostType> | null> => {
    const relation = await question.loaders.get(USER_ACCESS).relation(question.viewer, userId);
    return maySeePerson(relation) ? posts.ofAuthor(question, userId, relation, request) : null;
  };
