import * as oauth from 'oauth4webapi';
import type { Secret } from '../secrets/secret.js';

/**
 * How an application proves itself at a token endpoint, by the names of RFC 7591 §2: its secret in the form, or in the
 * `Authorization` header (RFC 6749 §2.3.1).
 */
export type ClientAuthentication = 'client_secret_post' | 'client_secret_basic';

/** The library's implementation of a method, with the secret that it presents. */
export function authenticationWith(method: ClientAuthentication, secret: Secret): oauth.ClientAuth {
  switch (method) {
    case 'client_secret_post':
      return oauth.ClientSecretPost(secret.reveal());
    case 'client_secret_basic':
      return oauth.ClientSecretBasic(secret.reveal());
  }
}
