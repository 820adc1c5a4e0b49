import { type Id, mintIdFrom } from '../../../kernel/ids.js';
import type { DemoTime } from './demo-time.js';
import { type Dice, Urn } from './dice.js';
import { DEMO_USERNAME, type DemoPerson } from './people.js';

export interface DemoFollow {
  readonly id: Id;
  readonly follower: DemoPerson;
  readonly followee: DemoPerson;
}

const FOLLOWEES_OF_ADA = 60;

/** Who follows whom: the famous, those with the same interests, and, often, those who follow them. */
export function makeFollows(dice: Dice, time: DemoTime, people: readonly DemoPerson[]): DemoFollow[] {
  const urn = new Urn(people, (person) => person.fame);
  const pairs = new Map<string, readonly [DemoPerson, DemoPerson]>();
  const follow = (follower: DemoPerson, followee: DemoPerson): void => {
    if (follower !== followee) pairs.set(`${follower.username} ${followee.username}`, [follower, followee]);
  };
  for (const person of people) {
    const isAda = person.username === DEMO_USERNAME;
    const wanted = isAda ? FOLLOWEES_OF_ADA : dice.longTail(5, 70, 2);
    const chosen = new Set<DemoPerson>();
    for (let tries = 0; chosen.size < wanted && tries < wanted * 20; tries++) {
      const other = urn.draw(dice);
      const kindred = other.topics.some((topic) => person.topics.includes(topic));
      if (other !== person && (kindred || dice.chance(0.5))) chosen.add(other);
    }
    for (const other of chosen) {
      follow(person, other);
      if (other.username !== DEMO_USERNAME && dice.chance(0.3)) follow(other, person);
    }
  }
  return [...pairs.values()].map(([follower, followee], i) => {
    const joined = follower.createdAt > followee.createdAt ? follower.createdAt : followee.createdAt;
    return { id: mintIdFrom(time.after(joined, 390, dice), `demo/follow/${i}`), follower, followee };
  });
}

/** The people who follow each, by username. */
export function followersOf(follows: readonly DemoFollow[]): ReadonlyMap<string, readonly DemoPerson[]> {
  return gather(follows, (follow) => [follow.followee, follow.follower]);
}

/** The people whom each follows, by username. */
export function followeesOf(follows: readonly DemoFollow[]): ReadonlyMap<string, readonly DemoPerson[]> {
  return gather(follows, (follow) => [follow.follower, follow.followee]);
}

function gather(follows: readonly DemoFollow[], sides: (follow: DemoFollow) => readonly [DemoPerson, DemoPerson]): ReadonlyMap<string, readonly DemoPerson[]> {
  const lists = new Map<string, DemoPerson[]>();
  for (const follow of follows) {
    const [key, other] = sides(follow);
    lists.set(key.username, [...(lists.get(key.username) ?? []), other]);
  }
  return lists;
}
