// Runs checks one after the other and counts them; nothing else prints to stdout.
import assert from 'node:assert/strict';

const failed = [];
let passed = 0;

/** Runs one check; a failure is told at once and does not stop the others. */
export async function check(name, work) {
  try {
    const note = await work();
    passed++;
    console.log(`  ok    ${name}${note ? ` (${note})` : ''}`);
  } catch (error) {
    failed.push(name);
    console.log(`  FAIL  ${name}\n        ${String(error.message).replaceAll('\n', '\n        ')}`);
  }
}

/** Prints the tally; the process ends with 1 if anything failed. */
export function tally() {
  for (const name of failed) {
    console.log(`failed: ${name}`);
  }
  console.log(`${passed} passed, ${failed.length} failed`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

/** Parses JSON, or says what was there instead. */
export function json(text, what) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${what} is not JSON: ${text.slice(0, 500) || '(nothing)'}`);
  }
}

/** The tools every server of ours must offer. */
export const TOOLS = [
  'conflict_list',
  'conflict_resolve',
  'end',
  'memory_delete',
  'memory_list',
  'memory_recall',
  'memory_store',
  'memory_update',
  'restore',
  'sync_status',
  'sync_to_remote',
];

/** Asserts that a tools/list result has our tools, each fully described. */
export function assertTools(tools) {
  const names = tools.map((tool) => tool.name);
  for (const name of TOOLS) {
    assert(names.includes(name), `tools/list lacks ${name}; it has ${names.join(', ')}`);
  }
  for (const tool of tools) {
    assert(tool.description?.length > 0, `${tool.name} has no description`);
    assert.equal(tool.inputSchema?.type, 'object', `${tool.name} has no input schema`);
    assert.equal(tool.outputSchema?.type, 'object', `${tool.name} has no output schema`);
  }
  return `${tools.length} tools`;
}

/** Asserts that a call of sync_to_remote really brought the source to the remote. */
export function assertSynced(result) {
  const report = structured(result, 'sync_to_remote');
  assert.equal(report.success, true, `success is not true in ${JSON.stringify(report)}`);
  assert.equal(report.error ?? null, null, `there is an error in ${JSON.stringify(report)}`);
  assert(report.files_uploaded.length > 0, `no file was uploaded in ${JSON.stringify(report)}`);
  assert(report.bytes_transferred > 0, `no byte was sent in ${JSON.stringify(report)}`);
  assert(report.attempts.length > 0, `no attempt is told of in ${JSON.stringify(report)}`);
  return `${report.files_uploaded.length} uploaded by ${report.method}`;
}

/** Asserts that a call of sync_status tells how things stand in this home. */
export function assertStatus(result, home) {
  const status = structured(result, 'sync_status');
  assert.equal(status.home, home, 'home is not the one the server was given');
  assert.match(status.version, /^\d+\.\d+/, 'version is no version');
  for (const field of ['pending', 'running', 'failed', 'parked']) {
    assert.equal(typeof status.queue[field], 'number', `queue.${field} is no number`);
  }
  assert(status.last_success, 'no success is told of, though a sync succeeded');
  return `version ${status.version}`;
}

/** Asserts that a call of end queued a job. */
export function assertEnded(result) {
  const answer = structured(result, 'end');
  assert(answer.job_id, `no job_id in ${JSON.stringify(answer)}`);
  assert(answer.queue_length >= 1, `no queue_length in ${JSON.stringify(answer)}`);
}

function structured(result, tool) {
  assert(!result.isError, `${tool} failed: ${JSON.stringify(result.content)}`);
  assert(result.structuredContent, `${tool} gave no structured content: ${JSON.stringify(result)}`);
  assert(result.content?.some((part) => part.type === 'text' && part.text), `${tool} gave no text beside it`);
  return result.structuredContent;
}
