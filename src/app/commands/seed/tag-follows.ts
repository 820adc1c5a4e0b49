import { tagKey } from '../../../kernel/tag.js';
import type { ImportedTagFollow } from '../../../modules/relationships/index.js';
import type { DemoTime } from './demo-time.js';
import type { Dice } from './dice.js';
import { DEMO_USERNAME, type DemoPerson } from './people.js';

/** What people want to read about, whoever writes it: some follow a tag or two of what they write about themselves. */
export function makeTagFollows(dice: Dice, time: DemoTime, people: readonly DemoPerson[]): ImportedTagFollow[] {
  return people.flatMap((person) => {
    if (person.username !== DEMO_USERNAME && !dice.chance(0.3)) return [];
    const tags = dice.some(person.topics.flatMap((topic) => topic.tags), dice.whole(1, 2));
    return tags.map((tag): ImportedTagFollow => ({ userId: person.id, tag: tagKey(tag)!, createdAt: time.after(person.createdAt, 30, dice) }));
  });
}
