import type { Accent } from '../assets/accent.ts';
import { type Html, html } from '../layout/html.ts';
import type { Fact, Letter, LetterLink, LetterPart } from './letter.ts';

const font = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','Noto Sans',sans-serif";
const paper = `margin:0;padding:24px 12px;background:#f5f4f0;color:#1a2428;font-size:16px;line-height:1.55;${font}`;
const card =
  'max-width:600px;margin:0 auto;padding:24px;box-sizing:border-box;background:#ffffff;border:1px solid #dcdad2;border-radius:12px;overflow-wrap:anywhere';
const soft = 'color:#50605f;font-size:14px';

/**
 * The mail as HTML: no pictures, nothing fetched, no script. The colours stand in the elements, for programs that read no style
 * sheet; those that do get the dark ones too. Whatever stands in it is escaped.
 */
export function renderHtml(letter: Letter, accent: Required<Accent>): string {
  const { subject, siteName, language, parts, writtenOut } = letter;
  const rendered = parts.map((part) => renderPart(part, { accent, writtenOut }));
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>${subject}</title>
<style>
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
.paper { background: #12181a !important; color: #e9eeed !important; }
.card { background: #1a2224 !important; border-color: #2e393b !important; }
.soft { color: #a3b3b1 !important; }
.link { color: ${accent.dark} !important; }
.button { background: ${accent.dark} !important; color: #0d1718 !important; }
}
</style>
</head>
<body class="paper" style="${paper}">
<div class="card" style="${card}">
<p class="soft" style="margin:0;${soft}">${siteName}</p>
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${subject}</h1>
${rendered}</div>
</body>
</html>
`;
  // Nothing in it is a promise, so neither is it.
  return page.toString();
}

interface Look {
  readonly accent: Required<Accent>;
  readonly writtenOut: string;
}

function renderPart(part: LetterPart, look: Look): Html {
  if (typeof part === 'string') return html`<p style="margin:0 0 16px">${part}</p>\n`;
  if ('href' in part) return renderLink(part, look);
  return html`<p class="soft" style="margin:0 0 16px;${soft}">${part.facts.map(renderFact)}</p>\n`;
}

/** Its address is written out below the button: there are programs that show none, and careful people. */
function renderLink({ href, button }: LetterLink, { accent, writtenOut }: Look): Html {
  const written = html`<a class="link" href="${href}" style="color:${accent.light}">${href}</a>`;
  if (button === undefined) return html`<p style="margin:0 0 16px">${written}</p>\n`;
  return html`<p style="margin:0 0 16px"><a class="button" href="${href}" style="${buttonStyle(accent)}">${button}</a></p>
<p class="soft" style="margin:0 0 16px;${soft}">${writtenOut}<br>
${written}</p>
`;
}

function buttonStyle({ light }: Required<Accent>): string {
  return `display:inline-block;padding:12px 20px;border-radius:8px;background:${light};color:#ffffff;font-weight:600;text-decoration:none`;
}

function renderFact([label, value]: Fact, at: number): Html {
  return html`${at === 0 ? '' : html`<br>\n`}${label}: ${value}`;
}
