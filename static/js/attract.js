// The locked screen: it moves a little each minute, so that nothing burns in, and wakes where it is touched.
(() => {
  'use strict';
  const { loyalty } = window;
  const places = 8;
  const attract = () => document.querySelector('.attract');

  function drift() {
    const screen = attract();
    if (screen) screen.dataset.drift = String(Math.floor(loyalty.now() / 60000) % places);
  }
  loyalty.onContent(drift);
  setInterval(drift, 1000);

  document.addEventListener('click', (event) => {
    const touched = event.target.closest?.('.attract, a, button, input, label');
    if (touched && touched === attract()) touched.querySelector('[data-unlock]')?.click();
  });
})();
