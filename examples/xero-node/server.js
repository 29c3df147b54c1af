// The URL door: POST /worlds, POST /worlds/<world>/cycle, DELETE /worlds/<world>.
//
//   node server.js [port] [folder for links]     BUG=echo node server.js   plants a known bug
'use strict';

const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { Sync } = require('./sync');

const [port = '8500', folder = fs.mkdtempSync(path.join(os.tmpdir(), 'links-'))] = process.argv.slice(2);
const worlds = new Map();

const fileOf = (world) => path.join(folder, `${path.basename(world)}.json`);

// What must survive a crash. Written beside the file and then renamed, so it is never half.
function memoryOf(world) {
  const file = fileOf(world);
  const memory = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : { books: {} };
  const save = () => {
    fs.writeFileSync(`${file}.new`, JSON.stringify(memory));
    fs.renameSync(`${file}.new`, file);
  };
  Object.defineProperty(memory, 'save', { value: save });
  return memory;
}

async function answer(method, url, read) {
  const [, , world, verb] = url.split('/');
  if (method === 'POST' && url === '/worlds') {
    const connection = JSON.parse(await read());
    worlds.set(connection.world, new Sync(connection, memoryOf(connection.world)));
    return [201, { world: connection.world }];
  }
  if (!worlds.has(world)) return [404, { error: 'POST /worlds first' }];
  if (method === 'DELETE') {
    worlds.delete(world);
    fs.rmSync(fileOf(world), { force: true });
    return [200, {}];
  }
  if (method === 'POST' && verb === 'cycle') return [200, { complete: await worlds.get(world).cycle() }];
  return [404, { error: 'no such call' }];
}

const server = http.createServer(async (request, response) => {
  const read = async () => Buffer.concat(await request.toArray()).toString();
  let told;
  try {
    told = await answer(request.method, request.url, read);
  } catch (error) {
    told = [500, { error: String(error?.stack || error) }];
  }
  response.writeHead(told[0], { 'Content-Type': 'application/json' }).end(JSON.stringify(told[1]));
});
server.keepAliveTimeout = 60_000;

fs.mkdirSync(folder, { recursive: true });
server.listen(Number(port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
