/** What people say without words, to posts and comments. */
export { createReactions, type Reactions, type ReactionsDeps } from './reactions.module.js';
export { REACTION_KINDS, type ReactionKind } from './reaction.kinds.js';
export { type ReactionRow } from './reaction.entity.js';
export { createReactionsCollection } from './migrations/2026-11-21-reactions.js';
export { type ImportedReaction, ReactionImport } from './reaction.import.js';
