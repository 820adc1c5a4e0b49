import DataLoader from 'dataloader';
import type { UserId } from '../../kernel/ids.js';
import { LoaderKey, type Loaders } from '../../kernel/loaders.js';
import type { PostBodies } from './post.bodies.js';
import type { RawPost } from './post.entity.js';
import { type AuthorPage, authorPageKey, type PostStore } from './post.store.js';

export interface AuthorPageQuestion {
  readonly page: AuthorPage;
  readonly stages: readonly object[];
}

export interface AuthorPageAnswer {
  readonly raws: readonly RawPost[];
  /** Whether the stages were part of the command. */
  readonly withParts: boolean;
}

/** A page of somebody's posts, or the number of their public ones: a profile asks for both in one tick, and gets both by one command. */
type Question = AuthorPageQuestion | UserId;
type Answer = AuthorPageAnswer | number;
type AuthorReads = DataLoader<Question, Answer>;

/** What is asked about authors in one tick. Pages are not remembered: two fields may ask for the same page with other stages. */
export const AUTHOR_READS = new LoaderKey<AuthorReads>('what is read of authors');

export const pageOfAuthor = (loaders: Loaders, question: AuthorPageQuestion): Promise<AuthorPageAnswer> =>
  loaders.get(AUTHOR_READS).load(question) as Promise<AuthorPageAnswer>;

/** How many public posts somebody has. */
export const postCountOf = (loaders: Loaders, authorId: UserId): Promise<number> => loaders.get(AUTHOR_READS).load(authorId) as Promise<number>;

export const authorReads = (store: PostStore, bodies: PostBodies) => (): AuthorReads =>
  new DataLoader<Question, Answer>(async (questions) => {
    const pages = questions.filter((each): each is AuthorPageQuestion => typeof each !== 'string');
    const counted = questions.filter((each) => typeof each === 'string');
    const [page] = pages;
    const together = pages.length === 1 && counted.length === 1 && page?.page.authorId === counted[0];
    const { answers, counts } = together ? await readTogether(store, page) : await readApart(store, bodies, pages, counted);
    return questions.map((each) => (typeof each === 'string' ? (counts.get(each) ?? 0) : answers.get(each)!));
  });

interface Found {
  readonly answers: ReadonlyMap<AuthorPageQuestion, AuthorPageAnswer>;
  readonly counts: ReadonlyMap<UserId, number>;
}

async function readTogether(store: PostStore, question: AuthorPageQuestion): Promise<Found> {
  const { raws, postCount } = await store.ofAuthorWithCount(question.page, question.stages);
  return { answers: new Map([[question, { raws, withParts: true }]]), counts: new Map([[question.page.authorId, postCount]]) };
}

async function readApart(store: PostStore, bodies: PostBodies, pages: readonly AuthorPageQuestion[], counted: readonly UserId[]): Promise<Found> {
  const [answers, counts] = await Promise.all([readPages(store, bodies, pages), counted.length > 0 ? store.countsOf(counted) : NO_COUNTS]);
  return { answers, counts };
}

const NO_COUNTS: ReadonlyMap<UserId, number> = new Map();

async function readPages(store: PostStore, bodies: PostBodies, questions: readonly AuthorPageQuestion[]): Promise<Found['answers']> {
  const [only] = questions;
  if (!only) return new Map();
  if (questions.length === 1) return new Map([[only, { raws: await store.ofAuthor(only.page, only.stages), withParts: true }]]);
  const found = await store.ofEach(questions.map(({ page }) => page));
  // Completed here, for all pages at once, rather than by each page for itself.
  const rows = await bodies.complete([...found.values()].flat());
  return new Map(
    questions.map((question) => {
      const raws = found.get(authorPageKey(question.page)) ?? [];
      return [question, { raws: raws.map((raw) => (rows.get(raw) as RawPost | undefined) ?? raw), withParts: false }];
    }),
  );
}
