// The page without a connection goes on by itself as soon as there is one: told by the phone, or found by asking.
(() => {
  'use strict';
  if (!document.querySelector('[data-offline-page]')) return;
  const often = 10000;
  let asking = false;

  async function look() {
    if (document.hidden || asking) return;
    asking = true;
    try {
      const answer = await fetch('/livez', { cache: 'no-store', signal: AbortSignal.timeout(8000) });
      if (answer.ok) window.location.reload();
    } catch { /* still none */ } finally {
      asking = false;
    }
  }

  window.addEventListener('online', look);
  document.addEventListener('visibilitychange', look);
  setInterval(look, often);
})();
