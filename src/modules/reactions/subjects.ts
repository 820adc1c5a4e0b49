import { notFound } from '../../kernel/errors.js';
import type { Loaders } from '../../kernel/loaders.js';
import type { Viewer } from '../../kernel/viewer.js';
import { type CommentReader, type CommentType, whyNotReact } from '../comments/index.js';
import { type PostReader, type PostType, whyNotTakePart } from '../posts/index.js';
import type { Subject } from './reaction.entity.js';

/** A subject as the viewer sees it, and why they may not react to it (null where they may). */
export interface FoundSubject {
  readonly shown: PostType | CommentType;
  readonly whyNot: string | null;
}

/** Finds what people react to, wherever it lies. */
export class Subjects {
  constructor(
    private readonly posts: PostReader,
    private readonly comments: CommentReader,
  ) {}

  /** NOT_FOUND where the viewer may not see it. */
  async find(viewer: Viewer, subject: Subject, loaders: Loaders): Promise<FoundSubject> {
    if (subject.type === 'Post') {
      const shown = await this.posts.byRef(viewer, subject.ref, loaders);
      if (shown) return { shown, whyNot: whyNotTakePart(viewer) };
    } else {
      const shown = await this.comments.byRef(viewer, subject.ref, loaders);
      if (shown) return { shown, whyNot: whyNotReact(viewer, shown) };
    }
    throw notFound();
  }

  /** As the viewer sees it now; null where it is gone. */
  show(viewer: Viewer, subject: Subject, loaders: Loaders): Promise<PostType | CommentType | null> {
    return subject.type === 'Post' ? this.posts.byRef(viewer, subject.ref, loaders) : this.comments.byRef(viewer, subject.ref, loaders);
  }
}
