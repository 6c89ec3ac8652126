// The TypeScript client over stdio. It first asks for the newest protocol and must fall back without delay.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { assertSynced, assertTools, check } from './checks.mjs';
import { ROOT, environment, withHome } from './processes.mjs';

export async function client() {
  await withHome(async (home) => {
    let stderr = '';
    const transport = new StdioClientTransport({
      command: join(ROOT, 'holdfast'),
      args: ['serve'],
      cwd: ROOT,
      env: environment(home),
      stderr: 'pipe',
    });
    transport.stderr.on('data', (text) => (stderr += text));
    const speaker = new Client({ name: 'holdfast-interop', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    const broken = [];
    speaker.onerror = (error) => broken.push(error.message);

    await check('TypeScript client: connect with auto negotiation', async () => {
      await speaker.connect(transport).catch((error) => {
        throw new Error(`${error.message}\n${stderr}`);
      });
      assert.equal(speaker.getNegotiatedProtocolVersion(), '2025-11-25');
      assert(speaker.getServerVersion()?.name, 'the server gave no name');
      assert(speaker.getInstructions()?.length > 0, 'the server gave no instructions');
      return speaker.getNegotiatedProtocolVersion();
    });
    await check('TypeScript client: list', async () => assertTools((await speaker.listTools()).tools));
    await check('TypeScript client: call with progress', async () => {
      const progress = [];
      const result = await speaker.callTool(
        { name: 'sync_to_remote', arguments: { wait_seconds: 60 } },
        { onprogress: (report) => progress.push(report.progress) },
      );
      assertSynced(result);
      assert(progress.length > 0, 'no progress was reported');
      for (let i = 1; i < progress.length; i++) {
        assert(progress[i] > progress[i - 1], `progress does not grow: ${progress}`);
      }
      return `${progress.length} reports`;
    });
    await check('TypeScript client: close', async () => {
      await speaker.close();
      assert.deepEqual(broken, [], 'the client met what it could not read');
    });
  });
}
