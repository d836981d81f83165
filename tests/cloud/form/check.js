// Sends every call of emitted plans through the cloud's own client to a server on this machine, and compares what
// arrives with what was emitted: action, version and request, nothing dropped and nothing added. Members, types and
// required members are held against the client's own models, because a client lets unknown ones pass or drops them.
//
//   node check.js TARGET PLAN.json…      (NODE_PATH: where the clients are installed)
'use strict';
const fs = require('fs');
const http = require('http');

const adapters = { tencent: require('./tencent.js'), alibaba: require('./alibaba.js') };

function canonical(value) {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, canonical(value[key])]));
}

// A server that remembers the last request and answers each as a call that succeeded.
function listen(answer) {
  const received = { last: null };
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      received.last = { url: request.url, headers: request.headers, body };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer));
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ server, received, endpoint: `127.0.0.1:${server.address().port}` }));
  });
}

async function check(adapter, call, loop) {
  const faults = adapter.faults(call);
  loop.received.last = null;
  try {
    await adapter.send(call, loop.endpoint);
  } catch (error) {
    faults.push(`the client refuses it: ${error.message || error}`);
  }
  if (loop.received.last === null) return faults.concat('nothing arrived');

  const arrived = adapter.arrived(loop.received.last);
  const emitted = adapter.emitted(call);
  for (const part of ['action', 'version', 'request']) {
    const got = JSON.stringify(canonical(arrived[part]));
    const wanted = JSON.stringify(canonical(emitted[part]));
    if (got !== wanted) faults.push(`${part} arrives as ${got}, emitted as ${wanted}`);
  }
  return faults;
}

async function main([target, ...plans]) {
  const adapter = adapters[target];
  const loop = await listen(adapter.answer);
  let calls = 0;
  let failed = 0;
  for (const file of plans) {
    for (const call of JSON.parse(fs.readFileSync(file, 'utf8')).calls) {
      ++calls;
      for (const fault of await check(adapter, call, loop)) {
        ++failed;
        console.log(`${file} call ${call.number} ${call.action}: ${fault}`);
      }
    }
  }
  loop.server.close();
  console.log(`${calls} calls, ${failed} faults`);
  process.exit(calls > 0 && failed === 0 ? 0 : 1);
}

main(process.argv.slice(2));
