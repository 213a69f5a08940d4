import { html } from 'hono/html';

/** A piece of a page: whatever stood in it is escaped. */
export type Html = ReturnType<typeof html>;

export { html };
