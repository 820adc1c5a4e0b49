import DataLoader from 'dataloader';
import { type CrowdQuestion, NO_RELATION, pairKey, type Relation, type Sights, type UserAccess, type ViewerPair } from '../../kernel/access.js';
import type { UserId } from '../../kernel/ids.js';
import { loaderOf } from '../../kernel/loader.js';
import { LoaderKey } from '../../kernel/loaders.js';
import type { PageRequest } from '../../kernel/page.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { CrowdStore } from './crowd.store.js';
import type { FollowList, FollowListStore, ListedRow } from './follow-list.store.js';
import { type Asked, type FollowRequestStore, NOBODY_ASKED } from './follow-request.store.js';
import type { RelationStore } from './relation.store.js';

/** The port `UserAccess`, for one request or event. */
export class LoadedUserAccess implements UserAccess {
  private readonly loader: DataLoader<ViewerPair, Relation | null, string>;
  private readonly crowds: DataLoader<CrowdQuestion, Sights>;
  /** What was handed in and nobody has asked for yet; often nobody does. */
  private readonly learned: (readonly [ViewerPair, Relation])[] = [];

  constructor(relations: RelationStore, crowds: CrowdStore) {
    this.loader = new DataLoader<ViewerPair, Relation | null, string>((pairs) => relations.relations(pairs), { cacheKeyFn: pairKey });
    this.crowds = new DataLoader(async (questions) => {
      const sights = await crowds.sights(merged(questions));
      return questions.map(() => sights);
    }, { cache: false });
  }

  async relation(viewer: Viewer, userId: UserId): Promise<Relation> {
    for (const [pair, relation] of this.learned.splice(0)) this.loader.prime(pair, relation);
    return (await this.loader.load({ viewerId: viewer.userId, userId })) ?? NO_RELATION;
  }

  sights(question: CrowdQuestion): Promise<Sights> {
    return this.crowds.load(question);
  }

  learn(pair: ViewerPair, relation: Relation): void {
    this.learned.push([pair, relation]);
  }
}

const merged = (questions: readonly CrowdQuestion[]): CrowdQuestion =>
  questions.length === 1
    ? questions[0]!
    : {
        viewers: questions.flatMap(({ viewers }) => viewers),
        userIds: [...new Set(questions.flatMap(({ userIds }) => userIds))],
        follows: questions.some(({ follows }) => follows),
        mutes: questions.some(({ mutes }) => mutes),
      };

/** Who has asked to follow whom: apart from relations, which every page asks for and which need not know. */
export { type Asked, NOBODY_ASKED };
export const ASKED = new LoaderKey<DataLoader<ViewerPair, Asked | null, string>>('follow requests');
export const makeAskedLoader = (requests: FollowRequestStore) => loaderOf<ViewerPair, Asked, string>((pairs) => requests.between(pairs), pairKey);

export interface ListKey {
  readonly list: FollowList;
  readonly userId: UserId;
  readonly request: PageRequest;
}

export type FollowListLoader = DataLoader<ListKey, ListedRow[], string>;
export const FOLLOW_LIST = new LoaderKey<FollowListLoader>('follow list');

/** Pages of many people's lists: one statement for all that are alike but for whose they are and where they begin. */
export function makeFollowListLoader(store: FollowListStore): FollowListLoader {
  return new DataLoader<ListKey, ListedRow[], string>(
    async (keys) => {
      const pages: ListedRow[][] = new Array<ListedRow[]>(keys.length);
      const alike = new Map<string, number[]>();
      keys.forEach((key, i) => alike.set(kindOf(key), [...(alike.get(kindOf(key)) ?? []), i]));
      await Promise.all(
        [...alike.values()].map(async (places) => {
          const { list, request } = keys[places[0]!]!;
          const heads = places.map((i) => ({ userId: keys[i]!.userId, after: keys[i]!.request.after }));
          const read = await store.read(list, request.backward, request.size + 1, heads);
          places.forEach((place, i) => (pages[place] = read[i]!));
        }),
      );
      return pages;
    },
    { cacheKeyFn: (key) => `${kindOf(key)} ${key.userId} ${key.request.after}` },
  );
}

const kindOf = ({ list, request }: ListKey): string => `${list} ${request.backward} ${request.size}`;
