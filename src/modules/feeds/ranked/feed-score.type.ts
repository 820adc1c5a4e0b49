import { Field, Float, ObjectType } from 'type-graphql';
import { Policy, SHARED_POLICIES } from '../../../graphql/policy.js';

@Policy(SHARED_POLICIES.part)
@ObjectType('FeedScore', { simpleResolvers: true, description: 'Why something stands where it does in a ranked feed: the product of the other four.' })
export class FeedScore {
  @Field(() => Float, { description: 'What the feed is ordered by.' })
  total!: number;

  @Field(() => Float, { description: '1 for what was new when the feed was opened, half as much every 12 hours.' })
  recency!: number;

  @Field(() => Float, { description: '1 + d / (d + 5), where d is how often the viewer has lately reacted under posts of the author, and commented, which counts twice.' })
  affinity!: number;

  @Field(() => Float, { description: '1 + log10(1 + reactions + 2 × comments + 3 × reposts), as they were when the feed was opened.' })
  engagement!: number;

  @Field(() => Float, { description: '1 for the best item of an author, and 0.85 of the one before for each further one.' })
  variety!: number;
}
