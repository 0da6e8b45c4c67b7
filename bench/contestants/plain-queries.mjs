/**
 * The reads of the contestants with own resolvers (Yoga, Mercurius) from the plain tables: one flat statement per
 * relation for any number of parents, as their documentation recommends against the 1 + N problem.
 */
import pg from 'pg';

export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

const query = async (text, values) => (await pool.query(text, values)).rows;

const INTEGRATION = `
  SELECT key, id, name, source_type AS "sourceType", status, enabled, version, updated_at AS "updatedAt",
         callback_url AS "callbackUrl", developer_portal_url AS "developerPortalUrl",
         documentation_url AS "documentationUrl", default_set_id AS "defaultSetId"
    FROM peer.integration`;

export const integrations = () => query(`${INTEGRATION} ORDER BY name, key`);
export const integration = async (key) => (await query(`${INTEGRATION} WHERE key = $1`, [key]))[0] ?? null;

const SET = `
  SELECT s.id, s.integration_key AS parent, s.type_name AS "typeName", s.api_version AS "apiVersion", s.label, s.status,
         s.client_id AS "clientId", s.saved_at AS "savedAt", s.saved_by AS "savedBy", x.secrets
    FROM peer.credential_set s
    CROSS JOIN LATERAL (
      SELECT jsonb_object_agg(field, jsonb_build_object('setAt', set_at, 'fingerprint', fingerprint)) AS secrets
        FROM peer.credential_secret WHERE credential_set_id = s.id) x`;

/** By type and field: the key of a parent, and one statement whose rows name theirs in `parent`. */
export const relations = {
  Integration: {
    credentialOptions: {
      keyOf: ({ key }) => key,
      text: `SELECT id, integration_key AS parent, api_version AS "apiVersion", input_field AS "inputField", label,
                    fields, retires_on::text AS "retiresOn", note, preselected
               FROM peer.credential_option WHERE integration_key = ANY($1) ORDER BY position`,
    },
    credentialSets: {
      keyOf: ({ key }) => key,
      text: `${SET} WHERE s.integration_key = ANY($1) ORDER BY s.position`,
    },
    defaultCredentialSet: {
      keyOf: ({ defaultSetId }) => defaultSetId,
      text: SET.replace('s.integration_key AS parent', 's.id AS parent').concat(' WHERE s.id = ANY($1)'),
      one: true,
    },
    supportedRegions: {
      keyOf: ({ key }) => key,
      text: `SELECT id, integration_key AS parent, country_code AS "countryCode", name, flag, supported, reason, linkable
               FROM peer.supported_region WHERE integration_key = ANY($1) ORDER BY position`,
    },
    setupSteps: {
      keyOf: ({ key }) => key,
      text: `SELECT integration_key AS parent, key, title, instructions, done
               FROM peer.setup_step WHERE integration_key = ANY($1) ORDER BY position`,
    },
  },
  CredentialOption: {
    regions: {
      keyOf: ({ id }) => id,
      text: `SELECT r.id, o.option_id AS parent, r.country_code AS "countryCode", r.name, r.flag, r.supported, r.reason,
                    r.linkable
               FROM peer.option_region o JOIN peer.supported_region r ON r.id = o.region_id
              WHERE o.option_id = ANY($1) ORDER BY o.position`,
    },
  },
  SupportedRegion: {
    coverage: {
      keyOf: ({ id }) => id,
      text: `SELECT region_id AS parent, api_version AS "apiVersion", availability, note, source, as_of::text AS "asOf"
               FROM peer.region_coverage WHERE region_id = ANY($1) ORDER BY position`,
    },
  },
};

/** The children of each parent, in the parents' order. */
export async function loadRelation({ keyOf, text, one }, parents) {
  const keys = parents.map(keyOf);
  const children = new Map(keys.map((key) => [key, []]));
  for (const row of await query(text, [keys])) children.get(row.parent).push(row);
  return keys.map((key) => (one ? (children.get(key)[0] ?? null) : children.get(key)));
}

const secret = (field) => (set) => set.secrets[field];
const credentialSet = {
  clientSecret: secret('clientSecret'),
  signingSecret: secret('signingSecret'),
  subscriptionKey: secret('subscriptionKey'),
};

/** Fields of both kinds of sets that need no statement. */
export const credentialSetResolvers = {
  SageV31CredentialSet: { clientSecret: credentialSet.clientSecret },
  SageV30CredentialSet: credentialSet,
};
