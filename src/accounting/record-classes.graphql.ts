import { type ClassType, ObjectType } from 'type-graphql';
import { RequiresScope } from '../infra/graphql/scopes.js';
import type { ModelType } from '../providers/model.js';
import { BankAccount, BankMovement, Item, Journal, LedgerEntry } from './ledger-types.graphql.js';
import {
  Allocation,
  CompanyProfile,
  Contact,
  Document,
  LedgerAccount,
  Payment,
  TaxRate,
  TrackingCategory,
} from './record-types.graphql.js';
import { SourceRecord } from './source-record.graphql.js';

@RequiresScope('DATA_READ')
@ObjectType({
  description:
    'A record that the common model has no place for, or one that could not be read as a record of the model. See `raw`.',
  implements: SourceRecord,
  simpleResolvers: true,
})
export class OtherRecord extends SourceRecord {}

/** The GraphQL type of each type of the model. */
export const RECORD_TYPES: Readonly<Record<ModelType, ClassType<SourceRecord>>> = {
  account: LedgerAccount,
  contact: Contact,
  document: Document,
  payment: Payment,
  allocation: Allocation,
  bankAccount: BankAccount,
  bankMovement: BankMovement,
  journal: Journal,
  ledgerEntry: LedgerEntry,
  item: Item,
  taxRate: TaxRate,
  trackingCategory: TrackingCategory,
  companyProfile: CompanyProfile,
};
