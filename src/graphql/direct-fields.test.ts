import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { graphql, type GraphQLResolveInfo } from 'graphql';
import { Arg, buildSchema, Ctx, Field, FieldResolver, Info, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { callDirectly } from './direct-fields.js';

@ObjectType('DirectThing', { simpleResolvers: true })
class Thing {
  @Field(() => Int)
  size = 3;
}

@Resolver(() => Thing)
class ThingResolver {
  private readonly unit = 'cm';

  @Query(() => Thing)
  thing(): Thing {
    return new Thing();
  }

  @FieldResolver(() => String)
  ofNothing(): string {
    return this.unit;
  }

  @FieldResolver(() => String)
  ofRoot(@Root() { size }: Thing): string {
    return `${size} ${this.unit}`;
  }

  @FieldResolver(() => String)
  ofBoth(@Root() { size }: Thing, @Ctx() { by }: { by: string }): string {
    return `${size} ${this.unit} by ${by}`;
  }

  @FieldResolver(() => String)
  inAnyOrder(@Info() { fieldName }: GraphQLResolveInfo, @Ctx() { by }: { by: string }, @Root() { size }: Thing): string {
    return `${fieldName} ${by} ${size}`;
  }

  @FieldResolver(() => String)
  ofAProperty(@Root('size') size: number, @Ctx('by') by: string): string {
    return `${size} ${by}`;
  }

  @FieldResolver(() => String)
  withArgument(@Root() { size }: Thing, @Arg('times', () => Int) times: number): string {
    return String(size * times);
  }
}

test('every resolver gets what it declares, and only those without arguments are called directly', async () => {
  const instance = new ThingResolver();
  const schema = await buildSchema({ resolvers: [ThingResolver], container: { get: () => instance }, validate: false });
  const fields = (schema.getType('DirectThing') as unknown as { getFields(): Record<string, { resolve?: unknown }> }).getFields();
  const before = Object.fromEntries(Object.entries(fields).map(([name, { resolve }]) => [name, resolve]));
  callDirectly(schema, new Map([[ThingResolver, instance]]));
  const replaced = Object.keys(fields).filter((name) => fields[name]!.resolve !== before[name]);
  expect(replaced.sort()).toEqual(['inAnyOrder', 'ofBoth', 'ofNothing', 'ofRoot']);
  const source = '{ thing { size ofNothing ofRoot ofBoth inAnyOrder ofAProperty withArgument(times: 2) } }';
  const { data, errors } = await graphql({ schema, source, contextValue: { by: 'hand' } });
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    thing: { size: 3, ofNothing: 'cm', ofRoot: '3 cm', ofBoth: '3 cm by hand', inAnyOrder: 'inAnyOrder hand 3', ofAProperty: '3 hand', withArgument: '6' },
  });
});
