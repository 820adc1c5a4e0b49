import { Field, InputType } from 'type-graphql';

@InputType({ description: 'The password once more, before a sensitive change.' })
export class ConfirmPasswordInput {
  @Field(() => String, { description: 'The viewer\'s password.' })
  password!: string;
}
