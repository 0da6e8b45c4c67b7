/** The platform of the work `platform`, called directly: 4 kB of JSON for any path, and 100 MB for an attachment. */
import { once } from 'node:events';
import { createServer } from 'node:http';

const PAGE = JSON.stringify({ $items: [], filler: 'x'.repeat(4_000) });
const PIECE = Buffer.alloc(64_000, 'x');
const FILE_BYTES = 100_000_000;

const server = createServer(async (request, response) => {
  if (request.headers['x-business']) response.setHeader('x-business', request.headers['x-business']);
  if (!request.url.includes('/attachments/')) {
    response.setHeader('content-type', 'application/json');
    return response.end(PAGE);
  }
  response.writeHead(200, { 'content-length': FILE_BYTES });
  for (let left = FILE_BYTES; left > 0; left -= PIECE.length)
    if (!response.write(PIECE.subarray(0, left))) await once(response, 'drain');
  response.end();
}).listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ port: server.address().port, msg: 'ready' }));
});
