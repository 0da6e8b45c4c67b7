/** A plain proxy of npm's `http-proxy`, with connections that are kept: it adds nothing and looks at nothing. */
import { Agent, createServer } from 'node:http';
import httpProxy from 'http-proxy';

const agent = new Agent({ keepAlive: true });
const proxy = httpProxy.createProxyServer({ target: process.env.TARGET, agent });
const server = createServer((request, response) => proxy.web(request, response)).listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ port: server.address().port, msg: 'ready' }));
});
