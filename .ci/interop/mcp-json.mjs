// The clone's own .mcp.json, started as it is written, the way Claude Code does it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { assertTools, check, json } from './checks.mjs';
import { ROOT, environment, withHome } from './processes.mjs';

const ANSWER_MS = 60_000;

export async function mcpJson() {
  const { mcpServers = {} } = json(readFileSync(join(ROOT, '.mcp.json'), 'utf8'), '.mcp.json');
  await check('.mcp.json names a server', async () => {
    assert(Object.keys(mcpServers).length > 0, 'mcpServers is empty');
  });
  for (const [name, server] of Object.entries(mcpServers)) {
    await check(`.mcp.json: ${name} starts as written and answers`, () => withHome((home) => converse(server, home)));
  }
}

/** Starts a server and has the beginning of a conversation with it. */
export async function converse({ command, args = [], env = {} }, home) {
  const child = spawn(command, args, { cwd: ROOT, env: { ...environment(home), ...env }, stdio: 'pipe' });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const gone = new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`${command} can't be started: ${error.message}`)));
    child.on('close', resolve);
  });
  gone.catch(() => {});
  const answers = new Map();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = json(line, 'a line on stdout');
    answers.get(message.id)?.(message);
  });
  const send = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const ask = (id, method, params) =>
    within(`an answer to ${method}`, [
      gone.then((code) => Promise.reject(new Error(`the server ended with ${code}\n${stderr}`))),
      new Promise((resolve) => {
        answers.set(id, resolve);
        send({ id, method, params });
      }),
    ]);
  try {
    const hello = await ask(1, 'initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'holdfast-interop', version: '1' },
    });
    assert.equal(hello.result?.protocolVersion, '2025-11-25', JSON.stringify(hello));
    send({ method: 'notifications/initialized' });
    const note = assertTools((await ask(2, 'tools/list', {})).result.tools);
    child.stdin.end();
    assert.equal(await within('the end of the server', [gone]), 0, `exit code; stderr:\n${stderr}`);
    return note;
  } finally {
    child.kill('SIGKILL');
  }
}

async function within(what, promises) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not come within ${ANSWER_MS} ms`)), ANSWER_MS);
  });
  try {
    return await Promise.race([...promises, late]);
  } finally {
    clearTimeout(timer);
  }
}
