import { html, Html } from './html';

const STYLE = `
:root { color-scheme: light; --line: #dcdfe6; --ink: #1f2430; --soft: #667085; --accent: #1d4ed8; }
* { box-sizing: border-box; }
body { margin: 0; font: 14px/1.5 system-ui, sans-serif; color: var(--ink); background: #f6f7f9; }
header { background: #fff; border-bottom: 1px solid var(--line); padding: 14px 24px; }
header h1 { font-size: 18px; margin: 0; }
header p { margin: 2px 0 0; color: var(--soft); }
main { max-width: 1200px; margin: 0 auto; padding: 16px 24px 60px; }
section { background: #fff; border: 1px solid var(--line); border-radius: 8px; padding: 16px; margin: 16px 0; }
h2 { font-size: 15px; margin: 0 0 10px; }
a { color: var(--accent); }
code { font-size: 13px; }
.scroll { overflow-x: auto; max-height: 420px; overflow-y: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; position: sticky; top: 0; background: #fff; }
.empty { color: var(--soft); margin: 0; }
.levers { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 12px; }
form.lever { border: 1px solid var(--line); border-radius: 6px; padding: 10px; display: grid; gap: 6px; align-content: start; }
form.lever strong { font-size: 13px; }
label { display: grid; gap: 1px; color: var(--soft); font-size: 12px; }
input, select { font: inherit; color: var(--ink); padding: 4px 6px; border: 1px solid var(--line); border-radius: 4px; min-width: 0; background: #fff; }
button { font: inherit; padding: 4px 10px; border: 1px solid var(--accent); border-radius: 4px; background: var(--accent); color: #fff; cursor: pointer; justify-self: start; }
button.quiet { background: #fff; color: var(--accent); padding: 1px 8px; }
form.inline { display: inline; }
.status-Finished, .status-Completed, .status-Subscribed, .status-Sent { color: #067647; }
.status-NotFinished, .status-Started, .status-PendingOptIn, .status-Sending, .status-Unsent { color: #b54708; }
.status-other { color: #b42318; }
#notice { position: fixed; bottom: 16px; right: 16px; background: #b42318; color: #fff; padding: 10px 14px; border-radius: 6px; }
#notice:empty { display: none; }
`;

/** Every form with `data-lever` calls that lever with its fields and shows the page anew. */
const SCRIPT = `
document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!form.dataset.lever) return;
  event.preventDefault();
  const args = {};
  for (const [name, value] of new FormData(form)) {
    if (value === '') continue;
    const [outer, inner] = name.split('.');
    if (inner) (args[outer] ??= {})[inner] = value;
    else args[name] = form.dataset.json ? JSON.parse(value) : value;
  }
  if (form.dataset.json) args.name = form.dataset.json;
  const answer = await fetch('/control/' + form.dataset.lever, {
    method: 'POST',
    body: JSON.stringify({ ...JSON.parse(form.dataset.args || '{}'), ...args }),
  });
  const body = await answer.json();
  if (answer.ok) location.reload();
  else document.getElementById('notice').textContent = body.error;
});
document.addEventListener('change', (event) => {
  if (event.target.form && event.target.form.dataset.json) event.target.form.requestSubmit();
});
`;

/** The page around `content`. */
export const page = (title: string, subtitle: Html, content: Html): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p>${subtitle}</p>
        </header>
        <main>${content}</main>
        <div id="notice" role="alert"></div>
        <script>
          ${new Html(SCRIPT)};
        </script>
      </body>
    </html>`.text;

const GOOD_OR_WAITING =
  /^(Finished|Completed|Subscribed|Sent|NotFinished|Started|PendingOptIn|Sending|Unsent)$/;

export const statusMark = (status: string): Html =>
  html`<span class="status-${GOOD_OR_WAITING.test(status) ? status : 'other'}">${status}</span>`;

/** A button that pulls a lever with fixed arguments. */
export const button = (label: string, lever: string, args: Record<string, unknown>): Html =>
  html`<form class="inline" data-lever="${lever}" data-args="${JSON.stringify(args)}">
    <button class="quiet">${label}</button>
  </form> `;
