import { ArgsType, Field } from 'type-graphql';
import { ForwardArgs } from '../../graphql/connection.js';
import { FEED_ORDERS, type FeedOrder } from './ranked/ranked.type.js';

@ArgsType()
export class HomeFeedArgs extends ForwardArgs {
  @Field(() => FEED_ORDERS, { defaultValue: FEED_ORDERS.CHRONOLOGICAL, description: 'In which order; a cursor goes on in the order that it comes from.' })
  order!: FeedOrder;
}
