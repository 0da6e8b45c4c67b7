/**
 * Each connection has integrations of its own and saves the two applications of each in turn, with a secret never
 * sent before: every single request seals, supersedes and writes its audit events.
 */
export function saveRequests({ query, targets, clientIds }, connections) {
  // Kept from the warm-up to the measured run, so that the turns go on where they were.
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
