import { Field, InputType, ObjectType } from 'type-graphql';
import { Policy, SHARED_POLICIES } from '../../graphql/policy.js';
import { MAX_ALT_TEXT, MAX_MEDIA_NAME, type MediaItem } from './media.rules.js';

@Policy(SHARED_POLICIES.part)
@ObjectType('Media', { simpleResolvers: true, description: 'A picture or film of a post.' })
export class MediaType {
  @Field(() => String, { description: 'The name of the file, as its author gave it.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What can be seen, for those who can not see it.' })
  altText!: string | null;
}

@InputType('MediaInput', { description: 'A picture or film for a post.' })
export class MediaInput {
  @Field(() => String, { description: `The name of the file, at most ${MAX_MEDIA_NAME} characters.` })
  name!: string;

  @Field(() => String, { nullable: true, description: `What can be seen, at most ${MAX_ALT_TEXT} characters.` })
  altText?: string | null;
}

export const toMediaType = ({ name, altText }: MediaItem): MediaType => Object.assign(new MediaType(), { name, altText });
