// The official conformance suite against the fixture server on our HTTP transports.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { check } from './checks.mjs';
import { ROOT, environment, run, withHttpServer } from './processes.mjs';

const SUITE = 'node_modules/@modelcontextprotocol/conformance/dist/index.js';
const REVISION = '2025-11-25';
const AT_LEAST = 78;

export async function conformance() {
  await check(`conformance suite, ${REVISION}`, async () => {
    const classes = ['mcp-server/target/test-classes', 'dist/holdfast.jar'].map((path) => join(ROOT, path));
    for (const path of classes) {
      assert(existsSync(path), `${path} is missing; run mvn verify first`);
    }
    const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
    const fixture = ['-cp', classes.join(delimiter), 'dev.holdfast.mcp.http.ConformanceFixture'];
    return withHttpServer(java, fixture, environment(''), judge);
  });
}

async function judge(url) {
  const results = mkdtempSync(join(tmpdir(), 'holdfast-conformance-'));
  try {
    const args = [join(process.cwd(), SUITE), 'server', '--url', url, '--requirements', REVISION, '-o', results];
    const { code, stdout, stderr } = await run(process.execPath, args, { cwd: results, timeoutMs: 300_000 });
    const total = /^Total: (\d+) passed, (\d+) failed/m.exec(stdout);
    assert(total, `the suite printed no total\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
    const failures = stdout.split('\n').filter((line) => line.startsWith('✗') || /, [1-9]\d* failed/.test(line));
    assert.equal(Number(total[2]), 0, `${total[0]}\n${failures.join('\n')}`);
    assert(Number(total[1]) >= AT_LEAST, `${total[0]}, but a whole fixture passes ${AT_LEAST} or more`);
    assert.equal(code, 0, `the suite ended with ${code}\n${stderr.slice(-2000)}`);
    return `${total[1]} passed, ${total[2]} failed`;
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}
