// The plugin for Claude Code and the desktop bundle, by their makers' own validators, and started as they are written.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, json } from './checks.mjs';
import { converse } from './mcp-json.mjs';
import { ROOT, run, withHome } from './processes.mjs';

export async function plugin() {
  const work = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-plugin-')));
  // The validators keep notes of their own in the user's home.
  const env = { ...process.env, HOME: work };
  const validate = (folder) => run('claude', ['plugin', 'validate', folder], { env });
  try {
    await check('plugin: claude plugin validate', async () => {
      const { code, stdout, stderr } = await validate(join(ROOT, 'plugin'));
      assert.equal(code, 0, stdout + stderr);
    });
    await check('plugin: the validator refuses a plugin without a name', async () => {
      const broken = join(work, 'broken');
      cpSync(join(ROOT, 'plugin'), broken, { recursive: true });
      const file = join(broken, '.claude-plugin', 'plugin.json');
      writeFileSync(file, JSON.stringify({ ...json(readFileSync(file, 'utf8'), file), name: undefined }));
      assert.notEqual((await validate(broken)).code, 0);
    });
    await check('plugin: mcpb validate', async () => {
      const { code, stdout, stderr } = await run('mcpb', ['validate', join(ROOT, 'plugin', 'manifest.json')], { env });
      assert.equal(code, 0, stdout + stderr);
    });
    await check('plugin: one command builds the bundle and the plugin', async () => {
      const { code, stdout, stderr } = await run('sh', [join(ROOT, 'plugin', 'build')]);
      assert.equal(code, 0, stdout + stderr);
    });
    await check('plugin: the server in the bundle starts as written and answers', async () => {
      const folder = join(work, 'bundle');
      const { code, stdout, stderr } = await run('mcpb', ['unpack', join(ROOT, 'dist', 'holdfast.mcpb'), folder], { env });
      assert.equal(code, 0, stdout + stderr);
      const { server } = json(readFileSync(join(folder, 'manifest.json'), 'utf8'), 'manifest.json');
      return withHome((home) => converse(placed(server.mcp_config, '${__dirname}', folder), home));
    });
    await check('plugin: the server in the plugin starts as written and answers', async () => {
      const folder = join(ROOT, 'dist', 'plugin');
      const { mcpServers } = json(readFileSync(join(folder, '.mcp.json'), 'utf8'), '.mcp.json');
      return withHome((home) => converse(placed(mcpServers.holdfast, '${CLAUDE_PLUGIN_ROOT}', folder), home));
    });
  } finally {
    rmSync(work, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

/** With its folder in the place of the variable that stands for it. */
function placed({ command, args = [], env = {} }, variable, folder) {
  const put = (text) => text.replaceAll(variable, folder);
  return { command: put(command), args: args.map(put), env };
}
