#!/usr/bin/env node
if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(`latchkey: Node.js 24 or newer is needed, and this is ${process.version}.\n`);
  process.exitCode = 1;
} else {
  await import('../dist/main.js');
}
