/** Media: what belongs to a post beside its text. The bytes follow; for now a medium is its name and its alt text. */
export { MAX_ALT_TEXT, MAX_MEDIA, MAX_MEDIA_NAME, type MediaItem, mediaProblems, toMedia } from './media.rules.js';
export { MediaInput, MediaType, toMediaType } from './media.type.js';
