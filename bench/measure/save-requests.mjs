/**
 * Each connection has its own integrations and saves the two applications of each in turn, with a new secret. Every
 * request therefore seals, supersedes and writes audit events.
 */
export function saveRequests({ query, targets, clientIds }, connections) {
  // Kept between the warm-up and the measured run, so that the order continues.
  const turns = new Array(connections).fill(0);
  let made = 0;

  return (connection) => {
    const slot = made++ % connections;
    const own = targets.filter((_target, index) => index % connections === slot);
    connection.setRequests([{ method: 'POST', setupRequest }]);

    function setupRequest(request) {
      const turn = turns[slot]++;
      const target = own[turn % own.length];
      const clientId = clientIds[(target.next + Math.floor(turn / own.length)) % clientIds.length];
      const clientSecret = `${process.pid}-${slot}-${turn}`;
      const credentials = { sageV31: { clientId, clientSecret } };
      return {
        ...request,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${target.key}` },
        body: JSON.stringify({
          query,
          variables: { input: { integrationKey: target.integrationKey, credentials } },
        }),
      };
    }
  };
}
