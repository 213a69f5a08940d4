import { run } from './commands/run.ts';
import { endQuietlyOnBrokenPipe } from './commands/terminal.ts';

endQuietlyOnBrokenPipe([process.stdout, process.stderr]);
const code = await run(process.argv.slice(2), {
  terminal: { output: process.stdout, errors: process.stderr },
  environment: process.env,
  folder: process.cwd(),
});
// What was written goes out before the process does; a timer or socket that was forgotten does not keep it.
process.stdout.write('', () => process.exit(code));
