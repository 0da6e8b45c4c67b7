import { describe, expect, test } from '@jest/globals';
import { type FailedCall, type FailureKind, failureOf } from '../../../src/infra/errors/failure.rules.js';

/** An error as Node or the driver makes it, with a value in its text that no sentence may repeat. */
const error = (code: string, message = 'of c4nary') => Object.assign(new Error(message), { code, port: 4000 });
const kindsOf = (call: FailedCall, codes: readonly string[]) =>
  new Set(codes.map((code) => failureOf(call, error(code)).kind));

describe('an error of the database by its class, codes that no table lists included:', () => {
  test.each<[FailureKind, string]>([
    ['conflict', '40001 40P01 40002 40003'],
    ['timeout', '57014 55P03 25P03 25P04'],
    ['unavailable', '08000 08001 08003 08004 08006 08007 08P01 57P01 57P02 57P03 57P05 57000'],
    ['unavailable', '53000 53100 53200 53300 53400 53999 25006 58000 58030 58P01'],
    ['unavailable', 'ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ETIMEDOUT ENETUNREACH ENETDOWN ENETRESET'],
    ['unavailable', 'EHOSTUNREACH EHOSTDOWN EADDRNOTAVAIL EACCES EPERM ENOENT ENOTCONN ENOBUFS ENOMEM EMFILE'],
    ['unavailable', 'ENOTFOUND EAI_AGAIN EAI_FAIL EAI_NODATA EAI_MEMORY EUNKNOWN'],
    ['refused', '28000 28P01 28999 3D000 57P04'],
    ['refused', 'SELF_SIGNED_CERT_IN_CHAIN DEPTH_ZERO_SELF_SIGNED_CERT UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['refused', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY CERT_HAS_EXPIRED CERT_NOT_YET_VALID CERT_REVOKED'],
    ['refused', 'ERR_TLS_CERT_ALTNAME_INVALID ERR_SSL_WRONG_VERSION_NUMBER ERR_OSSL_PEM_NO_START_LINE EPROTO'],
    ['unprepared', '42501 42P01 3F000'],
    ['bug', '42601 42703 23505 22003 P0001 XX000 XX001 0A000 F0000 HV000 21000'],
  ])('%s: %s', (kind, codes) => {
    expect(kindsOf('database', codes.split(' '))).toEqual(new Set([kind]));
  });

  test.each<[FailureKind, RegExp, string]>([
    ['unavailable', /cannot be reached/, 'Connection terminated unexpectedly'],
    ['unavailable', /cannot be reached/, 'Connection terminated due to connection timeout'],
    ['unavailable', /cannot be reached/, 'timeout exceeded when trying to connect'],
    ['unavailable', /cannot be reached/, 'Client has encountered a connection error and is not queryable'],
    ['refused', /does not offer TLS/, 'The server does not support SSL connections'],
    ['refused', /no PostgreSQL server/, 'There was an error establishing an SSL connection'],
    ['refused', /PGPASSWORD/, 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'],
    ['refused', /PGPASSWORD/, 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a non-empty string'],
    ['refused', /scram-sha-256/, 'SASL: Only mechanism(s) SCRAM-SHA-256 are supported'],
    ['refused', /sslrootcert/, 'SECURITY WARNING: Using sslmode=verify-ca requires specifying a CA'],
    ['refused', /sslnegotiation in the URL/, 'Invalid sslnegotiation value: "c4nary".'],
    ['bug', /^$/, "Cannot read properties of undefined (reading 'c4nary')"],
  ])('%s, %s: without a code, %s', (kind, sentence, message) => {
    const found = failureOf('database', error('', message));
    expect([found.kind, found.sentence ?? '']).toEqual([kind, expect.stringMatching(sentence)]);
  });

  test.each<[FailureKind, RegExp, string, string]>([
    ['refused', /does not know the database/, '08P01', 'no such database: c4nary'],
    ['refused', /does not know the database/, '08P01', 'database "c4nary" does not exist'],
    ['refused', /does not know the database/, '08P01', 'database "c4nary" is disabled'],
    ['refused', /does not know the database/, '58000', 'No pool configured for database: "c4nary", user: "u"'],
    ['refused', /does not know the database/, '08P01', 'odyssey: c1: route for c4nary.u is not found'],
    ['refused', /does not know the database/, 'XX000', 'Tenant or user not found'],
    ['refused', /user or password/, '08P01', 'password authentication failed'],
    ['refused', /user or password/, '08P01', 'SASL authentication failed'],
    ['refused', /user or password/, '08P01', 'no such user: c4nary'],
    ['refused', /user or password/, '08P01', 'auth failed'],
    ['refused', /user or password/, 'XX000', 'Wrong password'],
    ['refused', /demands TLS/, '08P01', 'SSL required'],
    ['refused', /parameters of the URL/, '08P01', 'unsupported startup parameter in options: c4nary'],
    ['unavailable', /max_client_conn/, '08P01', 'no more connections allowed (max_client_conn)'],
    ['unavailable', /pool_size/, 'XX000', 'MaxClientsInSessionMode: max clients reached - in Session mode'],
    ['unavailable', /pool_size/, 'XX000', 'Max client connections reached'],
    ['unavailable', /pool_size/, 'XX000', 'Unable to check out process from the pool due to checkout timeout'],
    ['unavailable', /pool_size/, '08P01', 'odyssey: c1: too many active clients for user'],
    ['unavailable', /CONNECTION LIMIT/, '53300', 'too many connections for role "c4nary"'],
    ['unavailable', /CONNECTION LIMIT/, '53300', 'too many connections for database "c4nary"'],
    ['unavailable', /max_connections/, '53300', 'sorry, too many clients already'],
    ['refused', /GSSAPI/, '08P01', 'not the PostgreSQL protocol: Unknown authenticationOk message type 7'],
    ['refused', /does not speak/, '08P01', 'not the PostgreSQL protocol: received invalid response: 4a'],
    [
      'unavailable',
      /cannot be reached/,
      '08P01',
      'server login has been failing, try again later (server_login_retry)',
    ],
    ['unavailable', /cannot be reached/, '08P01', 'pgbouncer cannot connect to server'],
    ['unavailable', /cannot be reached/, '08P01', 'the pooler is shutting down'],
    ['refused', /over TLS only/, '28000', 'no pg_hba.conf entry for host "::1", user "u", no encryption'],
    ['refused', /pg_hba/, '28000', 'no pg_hba.conf entry for host "::1", user "u", SSL encryption'],
    ['refused', /sslrootcert/, 'ENOENT', "ENOENT: no such file or directory, open '/c4nary'"],
    ['refused', /sslrootcert/, 'EACCES', "EACCES: permission denied, open '/c4nary'"],
    ['unavailable', /cannot be reached/, 'ENOENT', 'connect ENOENT /run/c4nary/.s.PGSQL.5432'],
  ])('%s, %s: %s %s', (kind, sentence, code, message) => {
    const found = failureOf('database', error(code, message));
    expect([found.kind, found.sentence]).toEqual([kind, expect.stringMatching(sentence)]);
    expect(found.sentence).not.toContain('c4nary');
  });
});

describe('the same code has another cure in another call:', () => {
  test.each<[FailedCall, FailureKind, string, string]>([
    ['listen', 'unavailable', 'EADDRINUSE', 'Port 4000 is taken'],
    ['listen', 'refused', 'EACCES', 'Port 4000 may not be used by this user'],
    ['listen', 'refused', 'EADDRNOTAVAIL', 'HOST is no address of this machine'],
    ['listen', 'refused', 'ENOTFOUND', 'HOST is no address of this machine'],
    ['listen', 'refused', 'EAI_AGAIN', 'HOST is no address of this machine'],
    ['listen', 'refused', 'EAFNOSUPPORT', 'HOST is no address of this machine'],
    ['listen', 'unavailable', 'EMFILE', 'no file descriptor left'],
    ['listen', 'unavailable', 'EOTHER', 'HOST and PORT cannot be listened on (EOTHER)'],
    ['file', 'unavailable', 'ENOSPC', 'The disk of DATA_DIR or SPOOL_DIR is full'],
    ['file', 'unavailable', 'EDQUOT', 'The disk of DATA_DIR or SPOOL_DIR is full'],
    ['file', 'unavailable', 'EMFILE', 'no file descriptor left'],
    ['file', 'refused', 'EROFS', 'cannot be written by this user'],
    ['file', 'refused', 'EACCES', 'cannot be written by this user'],
    ['file', 'refused', 'ENOTDIR', 'is no folder'],
    ['file', 'unavailable', 'EIO', 'cannot be used (EIO)'],
    ['connect', 'refused', 'XX000', 'refuses the connection (XX000)'],
    ['connect', 'refused', '0A000', 'refuses the connection (0A000)'],
    ['connect', 'refused', '42501', 'run GRANT CONNECT ON DATABASE'],
    ['connect', 'unavailable', 'ENETUNREACH', 'cannot be reached'],
    ['database', 'unavailable', 'ENOTFOUND', 'leads to no address'],
    ['database', 'unavailable', 'EAI_AGAIN', 'The DNS of this machine'],
    ['database', 'unavailable', '53100', 'The disk of the database server is full'],
    ['database', 'unavailable', '25006', 'only answers reads'],
  ])('%s, %s: %s', (call, kind, code, sentence) => {
    const found = failureOf(call, error(code));
    expect([found.kind, found.sentence]).toEqual([kind, expect.stringContaining(sentence)]);
  });

  test.each(['connect', 'database', 'listen', 'file'] as const)(
    'and %s says something true of what no error is',
    (call) => {
      const kinds = [undefined, null, 'c4nary', {}, new TypeError('c4nary')].map(
        (thrown) => failureOf(call, thrown).kind,
      );
      expect(new Set(kinds)).toEqual(new Set([/database|connect/.test(call) ? 'bug' : 'unavailable']));
    },
  );
});
