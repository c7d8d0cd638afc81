// Keeps the phone's screen on while the code is held under a scanner.
(() => {
  'use strict';
  if (!document.querySelector('[data-keep-awake]') || !navigator.wakeLock) return;
  const ask = () => { if (!document.hidden) navigator.wakeLock.request('screen').catch(() => {}); };
  document.addEventListener('visibilitychange', ask);
  ask();
})();
