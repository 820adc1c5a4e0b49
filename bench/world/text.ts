import type { Random } from './random.js';

const WORDS = (
  'a about after again all almost also always and another any around as at away back because been before best between bread bus but by call came can city coffee cold could day did dinner do done door down early evening every ' +
  'far few find first for found friend from garden gave get glad go good great had half hand happy have heard here home hope hour house how idea if in into is it just keep know last late learn left less life light like line little long look lost made make many market maybe ' +
  'meet might mind moment month more morning most move much music my near need never new next night no not nothing now of off often old on once one only open or other our out over own part people place plan play rain read ready right river road room run said same saw school sea see seems ' +
  'should show side since small so some someone soon still story street such summer sun sure table take talk tea tell than that the their them then there these they thing think this though thought three through time to today together told too took town train tree try turn two under until up us use very ' +
  'walk want was water way week well went were what when where which while who why wind window winter with without word work world would write year yet you young'
).split(' ');

/** Some sentences, from `least` to `most` words. */
export function sentences(random: Random, least: number, most: number): string {
  const count = least + random.below(most - least + 1);
  let text = '';
  let start = true;
  for (let i = 0; i < count; i++) {
    const word = random.pick(WORDS);
    const ends = i === count - 1 || random.chance(0.09);
    text += (start ? word[0]!.toUpperCase() + word.slice(1) : word) + (ends ? (random.chance(0.1) ? '?' : '.') : '') + (i === count - 1 ? '' : ' ');
    start = ends;
  }
  return text;
}

/** A tag as people write it, in lower case; some are written often. */
export const randomTag = (random: Random): string => WORDS[random.skewed(WORDS.length, 2)]!;
