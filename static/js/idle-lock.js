// Locks the counter when nobody touches it; warns before, one tap stays. The server keeps the open card,
// drafts.js keeps what was typed.
(() => {
  'use strict';
  const { loyalty } = window;
  const box = document.getElementById('idle');
  if (!box) return;
  const idle = Number(box.dataset.idleSeconds) * 1000;
  const warning = Math.min(Number(box.dataset.warningSeconds) * 1000, idle / 2);
  const left = box.querySelector('[data-idle-left]');
  let touched = Date.now();
  let keptAt = Date.now();
  let before = null;

  const unlocked = () => Boolean(document.querySelector('#status[data-unlocked]'));
  const limit = () => (loyalty.halfFinished?.() ? idle * 2 : idle);

  /** Tells the server that somebody is here: typing alone sends nothing. */
  function keep() {
    keptAt = Date.now();
    fetch(box.dataset.keepUrl, { credentials: 'same-origin', headers: { 'HX-Request': 'true' }, signal: AbortSignal.timeout(8000) }).catch(() => {});
  }

  function open() {
    before = document.activeElement;
    box.hidden = false;
    box.querySelector('[data-idle-stay]').focus();
  }

  function close() {
    if (box.hidden) return;
    box.hidden = true;
    before?.focus?.({ preventScroll: true });
  }

  function touch() {
    touched = Date.now();
    if (unlocked() && loyalty.halfFinished?.() && touched - keptAt > idle / 3) keep();
  }

  function tick() {
    if (!unlocked()) { close(); return; }
    const rest = touched + limit() - Date.now();
    if (rest <= 0) {
      close();
      touched = Date.now();
      document.querySelector('form[data-lock-form]')?.requestSubmit();
    } else if (rest <= warning) {
      if (box.hidden) open();
      left.textContent = String(Math.ceil(rest / 1000));
    }
  }

  for (const kind of ['pointerdown', 'keydown', 'card-scanned']) {
    document.addEventListener(kind, () => { if (box.hidden) touch(); }, true);
  }
  box.addEventListener('click', (event) => {
    if (!event.target.closest('[data-idle-stay]')) return;
    touched = Date.now();
    keep();
    close();
  });
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Tab') event.preventDefault(); // one button: the focus stays on it
    if (event.key === 'Escape') box.querySelector('[data-idle-stay]').click();
  });
  document.addEventListener('htmx:afterRequest', (event) => { if (event.detail.successful) keptAt = Date.now(); });
  setInterval(tick, 1000);
})();
