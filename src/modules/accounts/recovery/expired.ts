import { refuse } from '../../../kernel/outcome.js';

/** The one answer to every token of a letter that is no good, whatever is wrong with it. */
export const EXPIRED = refuse('EXPIRED', 'token', 'This link was used, is too old, or never was one. Ask for another letter.');
