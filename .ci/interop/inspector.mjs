// The Inspector's command line: strict schemas, and one call of each tool, over stdio and over HTTP.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { assertEnded, assertStatus, assertSynced, assertTools, check, json } from './checks.mjs';
import { ROOT, environment, run, withHome, withHttpServer } from './processes.mjs';

const INSPECTOR = join(process.cwd(), 'node_modules', '.bin', 'mcp-inspector');
const LAUNCHER = join(ROOT, 'holdfast');

export async function inspector() {
  await overStdio();
  await overHttp();
}

async function overStdio() {
  await withHome(async (home) => {
    const handedOn = Object.entries(environment(home)).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    await converse('Inspector over stdio', [LAUNCHER, 'serve', ...handedOn], home);
  });
}

async function overHttp() {
  await withHome(async (home) => {
    await check('serve --http starts, serves the Inspector and stops', () =>
      withHttpServer(LAUNCHER, ['serve', '--http', '0'], environment(home), async (url) => {
        await converse('Inspector over HTTP', [url], home);
        await check('Inspector over SSE: tools/list', async () => {
          const { result } = await ask([url.replace(/\/mcp$/, '/sse')], home, ['--method', 'tools/list']);
          return assertTools(result.tools);
        });
      }),
    );
  });
}

async function converse(name, target, home) {
  const call = (tool, ...args) =>
    ask(target, home, ['--method', 'tools/call', '--tool-name', tool, ...args.flatMap((arg) => ['--tool-arg', arg])]);
  await check(`${name}: tools/list --strict`, async () => {
    const { result } = await ask(target, home, ['--method', 'tools/list', '--strict']);
    return assertTools(result.tools);
  });
  await check(`${name}: sync_to_remote`, async () =>
    assertSynced((await call('sync_to_remote', 'wait_seconds=60')).result));
  await check(`${name}: sync_status`, async () => assertStatus((await call('sync_status')).result, home));
  await check(`${name}: end`, async () => assertEnded((await call('end', 'summary=interop')).result));
}

async function ask(target, home, method) {
  // The Inspector keeps a catalogue of servers in the user's home unless told otherwise.
  const env = { ...process.env, MCP_CATALOG_PATH: join(dirname(home), 'inspector.json') };
  const { code, stdout, stderr } = await run(INSPECTOR, ['--cli', ...target, ...method], { env });
  assert.equal(code, 0, `the Inspector ended with ${code}\n${stderr}${stdout}`.slice(0, 4000));
  return { result: json(stdout, "the Inspector's output") };
}
