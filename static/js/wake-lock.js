// Keeps the screen awake while the counter is visible; asks again after a tab switch; says so where the
// browser cannot.
(() => {
  'use strict';
  const { loyalty } = window;
  let lock = null;

  async function ask() {
    if (document.hidden || lock) return;
    try {
      lock = await navigator.wakeLock.request('screen');
      lock.addEventListener('release', () => { lock = null; });
    } catch {
      lock = null; // battery low or not allowed just now: asked again at the next return
    }
  }

  if (!('wakeLock' in navigator)) {
    if (!localStorage.getItem('seen-wake-hint')) loyalty.hint?.('wake-lock', { onClose: () => localStorage.setItem('seen-wake-hint', '1') });
    return;
  }
  document.addEventListener('visibilitychange', ask);
  ask();
})();
