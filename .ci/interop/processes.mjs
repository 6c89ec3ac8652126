// Homes and processes that are gone when the checks are over.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The clone that is checked. */
export const ROOT = process.env.HOLDFAST_ROOT;

const READY = /is listening at (http:\S+)/;

/** A new home with one source that has something in it. It is removed when the work is done. */
export async function withHome(work) {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-interop-')));
  const home = join(base, 'home');
  const source = join(base, 'notes');
  mkdirSync(home);
  mkdirSync(source);
  writeFileSync(join(source, 'note.md'), '# A note\nworth keeping\n');
  // A command of the Inspector is a whole session: its end would upload what the next check wants to see uploaded.
  const settings = [`upload_on_disconnect: false`, `sources:`, `  notes: ${JSON.stringify(source)}`];
  writeFileSync(join(home, 'holdfast.yaml'), settings.map((line) => `${line}\n`).join(''));
  try {
    return await work(home);
  } finally {
    // A drainer that outlives its server may still be writing.
    rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

/** What a server needs of this process's environment, and its home. */
export function environment(home) {
  const inherited = ['PATH', 'HOME', 'JAVA_HOME', 'LANG', 'TMPDIR', 'SystemRoot', 'USERPROFILE'];
  const kept = inherited.filter((name) => process.env[name]).map((name) => [name, process.env[name]]);
  return { ...Object.fromEntries(kept), HOLDFAST_HOME: home };
}

/** Runs a program to its end and gives its exit code and what it printed. */
export function run(command, args, { env = process.env, cwd = ROOT, timeoutMs = 120_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    collect(child, output);
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${command} ${args.join(' ')} took longer than ${timeoutMs} ms\n${output.stderr}`));
    }, timeoutMs);
    child.on('error', (error) => reject(new Error(`${command} can't be started: ${error.message}`)));
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, ...output });
    });
  });
}

/** Starts a server that prints its address to stderr, hands it to the work, and stops it. */
export async function withHttpServer(command, args, env, work) {
  const child = spawn(command, args, { env, cwd: ROOT, stdio: ['pipe', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  collect(child, output);
  const exit = new Promise((resolve) => child.on('close', resolve));
  const url = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no address after 120 s\n${output.stderr}`)), 120_000);
    child.stderr.on('data', () => {
      const ready = READY.exec(output.stderr);
      if (ready) {
        clearTimeout(late);
        resolve(ready[1]);
      }
    });
    child.on('error', (error) => reject(new Error(`${command} can't be started: ${error.message}`)));
    child.on('close', (code) => reject(new Error(`the server ended with ${code}\n${output.stderr}`)));
  }).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  try {
    return await work(url);
  } finally {
    child.stdin.end();
    child.kill('SIGTERM');
    const killed = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await exit;
    clearTimeout(killed);
    if (child.signalCode === 'SIGKILL') {
      throw new Error('the server did not stop within 10 s of SIGTERM');
    }
  }
}

function collect(child, output) {
  child.stdout.setEncoding('utf8').on('data', (text) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output.stderr += text));
}
