/** For a key that may read what was sent, and nothing more. */
export const MayNotChange = () => (
  <p className="quiet">To change endpoints or to send events again, a key needs the scope WEBHOOKS_WRITE.</p>
);
