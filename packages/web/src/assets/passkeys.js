// Passkeys (WebAuthn Level 3). Every `form[data-passkey]` is hidden until this has run. Its button asks the browser for a passkey by
// `data-options`, puts the answer into the field `response`, and sends the form; `autofill` offers them in the field of the name as well.
(() => {
  const Passkey = window.PublicKeyCredential;
  const note = document.querySelector('[data-without-passkeys]');
  // A passkey is bound to a name; browsers make none for an IP address.
  if (/^[\d.]+$|^\[/.test(location.hostname)) return note?.replaceChildren(note.dataset.unnamed);
  if (typeof Passkey?.parseRequestOptionsFromJSON !== 'function') return;
  /** One ceremony at a time: whoever asks anew ends the one that waits. */
  let asking = new AbortController();

  async function ask(form, mediation) {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    if (mediation === undefined) say(form, '');
    try {
      form.elements.response.value = JSON.stringify(await answerTo(form, { signal, mediation }));
      for (const field of form.querySelectorAll('[data-from]'))
        field.value = document.getElementById(field.dataset.from)?.checked ? '1' : '';
      form.submit();
    } catch ({ name }) {
      // What nobody asked for has not failed anybody.
      if (signal.aborted || mediation !== undefined) return;
      say(form, (name === 'InvalidStateError' && form.dataset.exists) || form.dataset.failed);
      void offer();
    }
  }

  /** In the field of the name: at first, and after the button has failed, whose ceremony ended that one. */
  async function offer() {
    const last = asking;
    const form = document.querySelector('form[data-passkey="autofill"]');
    const isPossible = form !== null && (await Passkey.isConditionalMediationAvailable?.());
    if (isPossible && asking === last) void ask(form, 'conditional');
  }

  function answerTo({ dataset }, { signal, mediation }) {
    const options = JSON.parse(dataset.options);
    const isNew = dataset.passkey === 'create';
    const parse = isNew ? 'parseCreationOptionsFromJSON' : 'parseRequestOptionsFromJSON';
    const publicKey = Passkey[parse](options);
    if (isNew) return navigator.credentials.create({ publicKey, signal });
    return navigator.credentials.get({ publicKey, signal, ...(mediation && { mediation }) });
  }

  function say(form, sentence) {
    form.querySelector('[role="status"]').textContent = sentence;
  }

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void ask(form);
    });
    form.hidden = false;
  }
  note?.remove();
  void offer();
})();
