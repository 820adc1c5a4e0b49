import { mintIdFrom, type UserId } from '../../../kernel/ids.js';
import type { Dice } from './dice.js';
import { DAY_MS, type DemoTime } from './demo-time.js';
import { FIRST_NAMES, LAST_NAMES, PLACES } from './texts/names.js';
import { type Topic, TOPICS } from './texts/topics.js';

export interface DemoPerson {
  readonly id: UserId;
  readonly username: string;
  readonly displayName: string;
  readonly bio: string | null;
  readonly location: string | null;
  readonly createdAt: Date;
  /** What they write about. */
  readonly topics: readonly Topic[];
  /** How well known they are, from 1 down; a power law over the people. */
  readonly fame: number;
  /** How much they write, compared with others. */
  readonly diligence: number;
}

export const DEMO_USERNAME = 'ada';
const COUNT = 300;

/** The people of the demo world; the first is the one whose login is shown. */
export function makePeople(dice: Dice, time: DemoTime): DemoPerson[] {
  const ranks = dice.some(Array.from({ length: COUNT }, (_, i) => i + 1), COUNT);
  const taken = new Set<string>();
  return ranks.map((rank, i): DemoPerson => {
    const isAda = i === 0;
    const [first, last] = isAda ? ['Ada', 'Lindqvist'] : [dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES)];
    const username = isAda ? DEMO_USERNAME : freeUsername(dice, taken, first, last);
    const topics = dice.some(TOPICS, dice.whole(1, 3));
    const createdAt = time.daysAgo(isAda ? 390 : 130 + 260 * dice.next());
    return {
      id: mintIdFrom(createdAt, `demo/user/${i}`),
      username,
      displayName: `${first} ${last}`,
      bio: dice.chance(0.85) ? bioOf(dice, topics) : null,
      location: isAda ? 'Malmö' : dice.chance(0.8) ? dice.pick(PLACES) : null,
      createdAt,
      topics,
      fame: 1 / (isAda ? 6 : rank) ** 0.8,
      diligence: isAda ? 8 : dice.longTail(1, 20, 4),
    };
  });
}

function freeUsername(dice: Dice, taken: Set<string>, first: string, last: string): string {
  const [a, b] = [first.toLowerCase(), last.toLowerCase()];
  const forms = dice.some([`${a}_${b}`, `${a}.${b}`, `${a}${b}`, `${b}_${a}`, `${a}_${b.slice(0, 3)}`], 5);
  const free = [...forms, ...forms.map((form) => `${form}${dice.whole(2, 99)}`)].find((form) => !taken.has(form)) ?? `${a}_${b}_${taken.size}`;
  taken.add(free);
  return free;
}

function bioOf(dice: Dice, topics: readonly Topic[]): string {
  const text = topics.map((topic) => topic.bio).join(', ');
  const sentence = `${text[0]!.toUpperCase()}${text.slice(1)}.`;
  return dice.chance(0.3) ? `${sentence} #${topics[0]!.tags[0]}` : sentence;
}

/** People join, then follow and write: nothing of theirs is older. */
export const sinceJoined = (person: DemoPerson, at: Date): Date => (at > person.createdAt ? at : new Date(person.createdAt.getTime() + DAY_MS));
