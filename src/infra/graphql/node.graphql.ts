import { Field, ID, InterfaceType } from 'type-graphql';

/** The GraphQL interface of every object that has a global id (Relay's Node). */
@InterfaceType({
  description:
    'Everything that has an id. Ids are opaque and stay valid; an id of another workspace is answered like one that does not exist.',
})
export abstract class Node {
  @Field(() => ID, { description: 'Opaque; give it back as it is.' })
  id: string;
}
