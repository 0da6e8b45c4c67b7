import { Field, InterfaceType } from 'type-graphql';
import { Dataset } from '../datasets/dataset.graphql.js';
import { Node } from '../infra/graphql/node.graphql.js';
import { OutputType } from '../infra/graphql/output-type.js';
import { DateTime } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { toGlobalId } from '../infra/ids/ids.js';
import { DeletionKind } from './model-enums.graphql.js';
import { toRecordId } from './record-id.rules.js';

@RequiresScope('DATA_READ')
@InterfaceType({
  description: 'A record that was pulled from the platform of a link.',
  implements: Node,
})
export abstract class SourceRecord extends Node {
  // source-record.resolver.ts resolves `raw`.

  @Field(() => Dataset, { description: 'The dataset that the record belongs to.' })
  dataset: Dataset;

  @Field(() => String, { description: "The platform's own id of the record." })
  sourceId: string;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the record was created at the platform. Null: the platform does not say.',
  })
  sourceCreatedAt: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the record last changed at the platform. Null: the platform does not say.',
  })
  sourceUpdatedAt: Date | null;

  @Field(() => DateTime, { description: 'When the record was last read with a change.' })
  readAt: Date;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the record was deleted at the platform, or else when that was found. Null: it is not deleted. What was known of a deleted record stays.',
  })
  deletedAt: Date | null;

  @Field(() => DeletionKind, {
    nullable: true,
    description: 'How it is known that the record was deleted. Null: it is not.',
  })
  deletion: string | null;

  linkId: string;
  list: string;

  /** Its id without the type. */
  get localId(): string {
    return toRecordId(this);
  }
}

// Computed when it is asked for: of 500 changes it often is not.
Object.defineProperty(SourceRecord.prototype, 'id', {
  get(this: SourceRecord) {
    return toGlobalId(this.constructor.name, this.localId);
  },
});

@RequiresScope('DATA_READ')
@OutputType('A record that another one names.')
export class Reference {
  // source-record.resolver.ts resolves `record`.

  @Field(() => String, { description: "The platform's own id of the record." })
  sourceId: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its name, as the record that names it shows it.',
  })
  name: string | null;

  list: string | null;
  linkId: string;
}
