import type { OutgoingMail } from '@latchkey/accounts';
import { html } from 'hono/html';

type Html = ReturnType<typeof html>;

export interface DevMailLook {
  readonly siteName: string;
  /** Of the product's style sheet. */
  readonly stylePath: string;
}

/** What has been mailed since the server started, newest first. */
export function listPage(mails: readonly OutgoingMail[], look: DevMailLook): Html {
  const list = mails.map(
    (mail) => html`<li><a href="/dev/mail/${mail.id}">${mail.subject}</a><br>
<span class="soft">to ${mail.recipient}, ${timeOf(mail)}</span></li>\n`,
  );
  const main = html`<div class="card">
<h1>Mails</h1>
<p>What Latchkey would send, newest first. It is kept in memory until the server stops.</p>
${mails.length === 0 ? html`<p class="soft">There is no mail yet.</p>` : html`<ol>\n${list}</ol>`}
</div>`;
  return layout('Mails', main, look);
}

/** One mail: its text, with links to follow. */
export function mailPage(mail: OutgoingMail, look: DevMailLook): Html {
  const main = html`<div class="card">
<h1>${mail.subject}</h1>
<dl class="facts">
<div><dt>To</dt><dd>${mail.recipient}</dd></div>
<div><dt>At</dt><dd>${timeOf(mail)}</dd></div>
</dl>
<pre>${withLinks(mail.text)}</pre>
<div class="buttons"><a class="button button-quiet" href="/dev/mail/${mail.id}/html">See it as HTML</a><a class="button button-quiet" href="/dev/mail">All mails</a></div>
</div>`;
  return layout(mail.subject, main, look);
}

/** What the style sheet of the product does not have. Its hash is in the policy of the page. */
export const ownStyle = `
ol { padding: 0; list-style: none; }
li + li { margin-block-start: 1rem; }
pre { font-size: 0.8125rem; white-space: pre-wrap; overflow-wrap: anywhere; }
`;

function layout(title: string, main: Html, { siteName, stylePath }: DevMailLook): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} - ${siteName}, development</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="${stylePath}">
<style>${ownStyle}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="bar"><div class="bar-inside">
<a class="brand" href="/"><span>${siteName}</span></a>
<nav aria-label="Main"><ul class="nav"><li><a href="/dev/mail">Mails</a></li></ul></nav>
</div></header>
<main id="content" class="page page-wide" tabindex="-1">
${main}
</main>
</body>
</html>
`;
}

function timeOf({ createdAtMs }: OutgoingMail): Html {
  const iso = new Date(createdAtMs).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
}

/** Only http and https, and not the full stop after it. */
function withLinks(text: string): (string | Html)[] {
  const parts = text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/);
  return parts.map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : part));
}
