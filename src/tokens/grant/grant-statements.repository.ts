import { isSuccessNews, tokensTaken } from '../../credentials/credential-health.repository.js';
import {
  type Columns,
  columns,
  defineFragment,
  defineStatement,
  type Ids,
  type Now,
  type Recording,
  type SqlFragment,
} from '../../infra/database/statement.js';
import { grantRevoked } from './grant-end.repository.js';
import { grantDeauthorized, grantExpired, type LostGrant } from './grant-failure.repository.js';
import { grantRecovered, grantRenewed, type RenewedGrant } from './grant-store.repository.js';

type RowOf<Fragment> = Fragment extends { readonly returns: Columns<infer Row> } ? Row : never;
type FollowUps = readonly [SqlFragment<Ids & Now>, Recording<Ids>];

/**
 * Changes of a grant's holder in the statement that changes the grant. `links` implements it. Each method gets the
 * fragment with the grant's row and returns a fragment that reads it, and what is recorded of it.
 */
export interface GrantHolders {
  /** The grant was lost. */
  afterLoss(lost: SqlFragment<never, LostGrant>): FollowUps;
  /** A late answer recovered a lost grant. */
  afterRecovery(recovered: SqlFragment<never, RowOf<typeof grantRecovered>>): FollowUps;
  /** The platform confirmed that an ended grant is revoked. */
  afterRevocation(revoked: SqlFragment<never, RowOf<typeof grantRevoked>>): FollowUps;
}

/** The grant whose pair was stored. `is_set_news`: it proves keys of its application that were refused. */
const storedGrant = (name: string, grant: SqlFragment<never, RenewedGrant>) =>
  defineFragment({
    name,
    returns: columns<RenewedGrant & { is_set_news: boolean }>('id', 'credential_set_id', 'generation', 'is_set_news'),
    reads: [grant],
    sql: (addParameter, { workspaceId }: Ids, [stored]) => {
      const g = stored.as('g');
      return `SELECT g.*, ${isSuccessNews(g.credential_set_id, addParameter(workspaceId))} AS is_set_news FROM ${g.from}`;
    },
  });
const renewed = storedGrant('renewed', grantRenewed);
const recovered = storedGrant('recovered', grantRecovered);

/** The statements that change a grant together with its holder. Defined at start, when the holders are known. */
export const defineGrantStatements = (holders: GrantHolders) => ({
  deauthorize: defineStatement([grantDeauthorized, ...holders.afterLoss(grantDeauthorized)], grantDeauthorized),
  expire: defineStatement([grantExpired, ...holders.afterLoss(grantExpired)], grantExpired),
  /** Stores a pair of an active grant, in one statement. */
  renew: defineStatement([grantRenewed, tokensTaken(grantRenewed), renewed], renewed),
  /** Stores a pair of a lost grant. */
  recover: defineStatement(
    [grantRecovered, ...holders.afterRecovery(grantRecovered), tokensTaken(grantRecovered), recovered],
    recovered,
  ),
  recordRevoked: defineStatement([grantRevoked, ...holders.afterRevocation(grantRevoked)], grantRevoked),
});

export type GrantStatements = ReturnType<typeof defineGrantStatements>;
