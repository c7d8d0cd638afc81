// The card on the home screen: a button where the browser offers to put it there, in words how to do it elsewhere; and
// the worker that answers there when there is no connection.
(() => {
  'use strict';
  const place = document.getElementById('save');
  const button = place?.querySelector('[data-install]');
  const isThere = window.matchMedia('(display-mode: standalone)').matches || navigator.standalone;

  if (place && isThere) place.hidden = true; // opened from the home screen: nothing to save
  if (button) {
    let offer = null;
    window.addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      offer = event;
      button.hidden = false;
      place.querySelector('details').hidden = true;
    });
    button.addEventListener('click', async () => {
      const asked = offer;
      offer = null;
      if (!asked) return;
      await asked.prompt();
      const { outcome } = await asked.userChoice;
      if (outcome !== 'accepted') place.querySelector('details').hidden = false;
      button.hidden = true;
    });
    window.addEventListener('appinstalled', () => { place.hidden = true; });
  }

  const worker = document.querySelector('link[rel="manifest"]')?.dataset.worker;
  if (!worker || !navigator.serviceWorker) return; // private windows and browsers inside other apps have none
  const keep = () => navigator.serviceWorker.register(worker).catch(() => {});
  if (document.readyState === 'complete') keep();
  else window.addEventListener('load', keep);
})();
