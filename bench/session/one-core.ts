import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Puts this process and all that it will start on one core, as batch work, which interrupts nobody. A server then answers
 * all who wait before the load goes on. Otherwise each answer of a server that is slower than its load wakes the load on another
 * core, a bare one seldom; on a virtual machine that costs as much as a guard, and would be taken for the guard's.
 * @returns what to tell about it
 */
export async function settleOnOneCore(): Promise<string> {
  try {
    const status = await readFile('/proc/self/status', 'utf8');
    const core = /^Cpus_allowed_list:\s*(\d+)/m.exec(status)?.[1] ?? '0';
    await run('taskset', ['--all-tasks', '--cpu-list', '--pid', core, String(process.pid)]);
    await run('chrt', ['--all-tasks', '--batch', '--pid', '0', String(process.pid)]);
    return 'server and load on one core';
  } catch {
    return 'on all cores, as there are no taskset and chrt here: what is slower costs more than it should';
  }
}
