import { Field, ID, InterfaceType } from 'type-graphql';

/** Relay's Node: anything that has a global id. */
@InterfaceType({ description: 'Anything that has a global id and can be fetched again by it.' })
export abstract class Node {
  @Field(() => ID, { description: 'Opaque and unique across all types.' })
  id!: string;
}
