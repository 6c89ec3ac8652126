// All interop checks, or those named as arguments.
import { tally } from './checks.mjs';
import { client } from './client.mjs';
import { conformance } from './conformance.mjs';
import { inspector } from './inspector.mjs';
import { mcpJson } from './mcp-json.mjs';
import { plugin } from './plugin.mjs';

const all = { conformance, inspector, client, 'mcp-json': mcpJson, plugin };
const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(all);
for (const name of chosen) {
  if (!all[name]) {
    throw new Error(`There are no checks named ${name}; there are ${Object.keys(all).join(', ')}.`);
  }
  console.log(name);
  await all[name]();
}
tally();
