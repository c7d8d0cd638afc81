// Keeps the card up to date while somebody looks at it: asks every four seconds whether it changed, rests while the page
// is hidden, asks ever more rarely while there is no answer, and says what is new once.
(() => {
  'use strict';
  const { loyalty } = window;
  const often = 4000;
  const rarely = 60000;
  const part = () => document.querySelector('[data-live-url]');
  if (!part()) return;
  const state = document.querySelector('[data-live-state]');
  let wait = often;
  let timer = 0;
  let asking = false;

  function show(isFresh) {
    if (!state || (state.dataset.state === 'stale') !== isFresh) return;
    state.dataset.state = isFresh ? 'fresh' : 'stale';
    state.textContent = isFresh ? state.dataset.fresh : state.dataset.stale;
  }

  function replace(html) {
    const old = part();
    const fresh = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-live-url]');
    if (!fresh) return window.location.reload();
    const focused = old.contains(document.activeElement) ? document.activeElement.id : '';
    old.replaceWith(document.adoptNode(fresh));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    document.title = fresh.dataset.title;
    if (fresh.dataset.say !== old.dataset.say) loyalty.say(fresh.dataset.say);
  }

  async function ask() {
    if (document.hidden || asking) return;
    asking = true;
    try {
      const answer = await fetch(part().dataset.liveUrl, {
        headers: { 'HX-Request': 'true', 'If-None-Match': `"${part().dataset.tag}"` },
        cache: 'no-store',
        signal: AbortSignal.timeout(8000),
      });
      if (answer.redirected || answer.status === 401) return window.location.reload(); // signed out elsewhere
      if (answer.ok) replace(await answer.text());
      if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
      wait = often;
      show(true);
    } catch {
      wait = Math.min(wait * 2, rarely);
      show(false);
    } finally {
      asking = false;
      later();
    }
  }

  function later() {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(ask, wait * (0.9 + Math.random() * 0.2));
  }

  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (!document.hidden) ask();
  });
  window.addEventListener('online', ask);
  later();
})();
