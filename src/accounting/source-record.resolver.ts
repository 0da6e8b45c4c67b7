import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { Json } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { toRaw } from './bank-number.rules.js';
import { BankAccount } from './ledger-types.graphql.js';
import { referencedId, toNumber } from './record-output.graphql.js';
import { Reference, SourceRecord } from './source-record.graphql.js';

const MASKED = 'masked to its last four characters for a key without the scope DATA_READ_BANK_NUMBERS';
const seesNumbers = ({ actor }: RequestContext): boolean => actor.scopes.has('DATA_READ_BANK_NUMBERS');

@Resolver(() => SourceRecord)
export class SourceRecordResolver {
  @FieldResolver(() => Json, {
    nullable: true,
    description: `The record as the platform sent it. Null where it is not kept. Numbers of bank accounts are ${MASKED.replace('its', 'their')}.`,
  })
  async raw(@Root() { localId }: SourceRecord, @Ctx() ctx: RequestContext): Promise<unknown> {
    return toRaw(await ctx.loaders.rawRecord.load(localId), seesNumbers(ctx));
  }
}

@Resolver(() => Reference)
export class ReferenceResolver {
  @RequiresScope('DATA_READ')
  @FieldResolver(() => SourceRecord, { nullable: true, description: 'The record itself. Null when it was not pulled.' })
  async record(@Root() reference: Reference, @Ctx() { loaders }: RequestContext): Promise<SourceRecord | null> {
    const id = referencedId(reference);
    return id === null ? null : loaders.sourceRecord.load(id);
  }
}

type Numbers = Readonly<Record<'number' | 'iban', string | null>>;

@Resolver(() => BankAccount)
export class BankAccountResolver {
  @FieldResolver(() => String, { nullable: true, description: `The number of the account, ${MASKED}.` })
  number(@Root() { number }: Numbers, @Ctx() ctx: RequestContext): string | null {
    return toNumber(number, seesNumbers(ctx));
  }

  @FieldResolver(() => String, { nullable: true, description: `The IBAN, ${MASKED}.` })
  iban(@Root() { iban }: Numbers, @Ctx() ctx: RequestContext): string | null {
    return toNumber(iban, seesNumbers(ctx));
  }
}
