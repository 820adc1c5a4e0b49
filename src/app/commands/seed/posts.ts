import { mintIdFrom, type PostId } from '../../../kernel/ids.js';
import type { MediaItem } from '../../../modules/media/index.js';
import type { PostVisibility } from '../../../modules/posts/index.js';
import type { DemoTime } from './demo-time.js';
import { type Dice, Urn } from './dice.js';
import { type DemoPerson, sinceJoined } from './people.js';
import { CLOSERS, LINKS, WHEN } from './texts/answers.js';
import { PLACES } from './texts/names.js';
import type { Topic } from './texts/topics.js';

export interface DemoPost {
  readonly id: PostId;
  readonly author: DemoPerson;
  readonly text: string | null;
  readonly media: readonly MediaItem[];
  readonly visibility: PostVisibility;
  readonly createdAt: Date;
}

const COUNT = 3_000;
const DAYS = 120;

/** What people have written over the last months, more of it lately. */
export function makePosts(dice: Dice, time: DemoTime, people: readonly DemoPerson[], followees: ReadonlyMap<string, readonly DemoPerson[]>): DemoPost[] {
  const authors = new Urn(people, (person) => person.diligence * (0.3 + person.fame));
  return Array.from({ length: COUNT }, (_, i): DemoPost => {
    const author = authors.draw(dice);
    const topic = dice.pick(author.topics);
    const createdAt = sinceJoined(author, time.daysAgo(0.001 + DAYS * dice.next() ** 1.6));
    const media = dice.chance(0.22) ? mediaOf(dice, topic) : [];
    const text = media.length > 0 && dice.chance(0.2) ? null : textOf(dice, topic, followees.get(author.username) ?? []);
    return { id: mintIdFrom(createdAt, `demo/post/${i}`), author, text, media, visibility: dice.chance(0.12) ? 'FOLLOWERS' : 'PUBLIC', createdAt };
  });
}

function textOf(dice: Dice, topic: Topic, friends: readonly DemoPerson[]): string {
  const parts = [dice.pick(topic.says)];
  if (dice.chance(0.3)) parts.push(dice.pick(topic.says.filter((sentence) => sentence !== parts[0])));
  if (dice.chance(0.35)) parts.push(dice.pick(topic.asks));
  else if (dice.chance(0.25)) parts.push(dice.pick(CLOSERS));
  if (dice.chance(0.06)) parts.push(dice.pick(LINKS));
  if (friends.length > 0 && dice.chance(0.08)) parts.push(`What do you think, @${dice.pick(friends).username}?`);
  if (dice.chance(0.5)) parts.push(dice.some(topic.tags, dice.whole(1, 2)).map((tag) => `#${tag}`).join(' '));
  return fill(dice, parts.join(' '), friends);
}

function fill(dice: Dice, text: string, friends: readonly DemoPerson[]): string {
  const friend = friends.length > 0 ? dice.pick(friends) : null;
  const values = { place: dice.pick(PLACES), when: dice.pick(WHEN), who: friend === null ? 'A friend' : dice.chance(0.6) ? `@${friend.username}` : friend.displayName };
  return text.replace(/\{(place|when|who)\}/g, (_, name: keyof typeof values) => values[name]);
}

function mediaOf(dice: Dice, topic: Topic): MediaItem[] {
  return dice.some(topic.pictures, dice.longTail(1, 3)).map(([name, altText]) => ({ name, altText: dice.chance(0.9) ? altText : null }));
}
