import { Field, InputType } from 'type-graphql';

/** What every mutation's input has, but those of sign-up, sign-in and tokens. */
@InputType()
export abstract class IdempotentInput {
  @Field(() => String, { nullable: true, description: 'Makes a repeated call take effect once: 1 to 200 printable ASCII characters, kept for 24 hours.' })
  idempotencyKey?: string | null;
}
