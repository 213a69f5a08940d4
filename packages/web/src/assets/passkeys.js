// Passkeys (WebAuthn Level 3). Every `form[data-passkey]` is hidden until this has run. Its button asks the browser for a passkey by
// `data-options`, puts the answer into the field `response`, and sends the form; `autofill` offers them in the field of the name as well.
(() => {
  const Passkey = window.PublicKeyCredential;
  if (typeof Passkey?.parseRequestOptionsFromJSON !== 'function') return;
  // A passkey is bound to a name; browsers make none for an IP address.
  if (/^[\d.]+$|^\[/.test(location.hostname)) return;
  /** One ceremony at a time: whoever asks anew ends the one that waits. */
  let asking = new AbortController();

  async function ask(form, mediation) {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    say(form, '');
    try {
      form.elements.response.value = JSON.stringify(await answerTo(form, { signal, mediation }));
      for (const field of form.querySelectorAll('[data-from]')) {
        field.value = document.getElementById(field.dataset.from)?.checked ? '1' : '';
      }
      form.submit();
    } catch (error) {
      // What nobody asked for has not failed anybody.
      if (!signal.aborted && mediation === undefined) say(form, sentenceFor(form, error));
    }
  }

  function answerTo(form, { signal, mediation }) {
    const options = JSON.parse(form.dataset.options);
    if (form.dataset.passkey === 'create') {
      const publicKey = Passkey.parseCreationOptionsFromJSON(options);
      return navigator.credentials.create({ publicKey, signal });
    }
    const publicKey = Passkey.parseRequestOptionsFromJSON(options);
    return navigator.credentials.get({ publicKey, signal, ...(mediation && { mediation }) });
  }

  function sentenceFor({ dataset }, error) {
    return error.name === 'InvalidStateError' && dataset.exists ? dataset.exists : dataset.failed;
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
  for (const note of document.querySelectorAll('[data-without-passkeys]')) note.hidden = true;
  const offering = document.querySelector('form[data-passkey="autofill"]');
  Passkey.isConditionalMediationAvailable?.().then((isPossible) => {
    if (isPossible && offering !== null) void ask(offering, 'conditional');
  });
})();
