// Every `button[data-copy]` is hidden until this has run. It copies the lines of the list with that id, and says so.
(() => {
  // Not over plain http.
  if (navigator.clipboard === undefined) return;

  async function copy({ dataset }) {
    const lines = [...document.getElementById(dataset.copy).children].map(({ textContent }) => textContent);
    const said = document.getElementById('copy-status');
    try {
      await navigator.clipboard.writeText(`${lines.join('\n')}\n`);
      said.textContent = dataset.copied;
    } catch {
      said.textContent = dataset.failed;
    }
  }

  for (const button of document.querySelectorAll('button[data-copy]')) {
    button.addEventListener('click', () => copy(button));
    button.hidden = false;
  }
})();
