/** A program for `node --import`: adds the URL of every file that Node loads to the file named by `LOADED_FILES`. */
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('node:')) appendFileSync(process.env.LOADED_FILES ?? '', `${url}\n`);
    return nextLoad(url, context);
  },
});
