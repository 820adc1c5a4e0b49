import { maySeePerson, type Relation } from '../../kernel/access.js';

/** May the viewer follow this person? Null, or the reason why not; who is hidden is not asked about. */
export function whyNotFollow(signedIn: boolean, relation: Relation): 'SIGN_IN' | 'SELF' | null {
  if (!signedIn) return 'SIGN_IN';
  return relation.isViewer ? 'SELF' : null;
}

/** May the viewer block this person? Only whom they can see, or have blocked already. */
export const mayBlock = (relation: Relation): boolean => relation.viewerBlocks || maySeePerson(relation);

/** The same holds for unblocking: whoever was never blocked and is hidden stays absent. */
export const mayUnblock = mayBlock;
