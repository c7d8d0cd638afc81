// Where the browser offers to put the card on the home screen, a button says so.
(() => {
  'use strict';
  const button = document.querySelector('[data-install]');
  if (!button) return;
  let offer = null;
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offer = event;
    button.hidden = false;
  });
  button.addEventListener('click', async () => {
    if (!offer) return;
    await offer.prompt();
    offer = null;
    button.hidden = true;
  });
  window.addEventListener('appinstalled', () => { button.closest('details').hidden = true; });
  // Already opened from the home screen: nothing to save.
  if (window.matchMedia('(display-mode: standalone)').matches || navigator.standalone) button.closest('details').hidden = true;
})();
