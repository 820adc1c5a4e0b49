/** What a network consists of, in the order in which it is read: each kind refers only to those before it, or to itself. */
export const KINDS = ['user', 'follow', 'post', 'comment', 'like'] as const;
export type Kind = (typeof KINDS)[number];

/** The file of each kind, without `.ndjson` or `.ndjson.gz`. */
export const FILE_OF: Readonly<Record<Kind, string>> = { user: 'users', follow: 'follows', post: 'posts', comment: 'comments', like: 'likes' };

/** The only version of the format that there is so far; docs/import-format.md defines it. */
export const FORMAT_VERSION = 1;
