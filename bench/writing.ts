import { askFor } from './ask.js';
import type { Server } from './measure/server.js';

/** What people write while the bench runs, as clients would: by mutations. */
export class Writing {
  constructor(private readonly server: Server) {}

  async createPost(token: string, text: string): Promise<string> {
    const query = 'mutation ($input: CreatePostInput!) { createPost(input: $input) { post { id } userErrors { code } } }';
    const { createPost } = await askFor<{ createPost: { post: { id: string } } }>(this.server, token, { query, variables: { input: { text } } });
    return createPost.post.id;
  }

  async deletePost(token: string, postId: string): Promise<void> {
    await askFor(this.server, token, { query: 'mutation ($input: DeletePostInput!) { deletePost(input: $input) { userErrors { code } } }', variables: { input: { postId } } });
  }

  async createComment(token: string, postId: string, text: string): Promise<void> {
    await askFor(this.server, token, { query: 'mutation ($input: CreateCommentInput!) { createComment(input: $input) { userErrors { code } } }', variables: { input: { postId, text } } });
  }
}
