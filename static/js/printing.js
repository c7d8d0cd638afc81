// A receipt that has just come to the screen is printed, and the counter is ready for the next customer. Where nothing
// prints, a note says so: the action stands, and the screen shows the same.
(() => {
  'use strict';
  const { loyalty } = window;
  const patience = 1000; // a browser that prints begins at once
  const mm = 96 / 25.4;
  const spare = 6; // millimetres: on paper a line may break where it does not on the screen
  const end = new CSSStyleSheet();

  const kiosk = window.matchMedia('(display-mode: fullscreen), (display-mode: standalone)');
  const receipt = () => document.querySelector('[data-receipt]');

  /** The paper ends where the receipt does. */
  function cut(place) {
    const inPrint = 16 / parseFloat(getComputedStyle(place).fontSize);
    const length = Math.ceil((place.offsetHeight * inPrint) / mm) + spare;
    end.replaceSync(`@page receipt-${place.dataset.paper} { size: ${place.dataset.paper}mm ${length}mm; margin: 0 }`);
    document.adoptedStyleSheets = [end];
  }

  function fail(place) {
    const note = place.parentElement.querySelector('[data-print-note]');
    note.replaceChildren(loyalty.words('printing-failed').copy);
  }

  function leave(place) {
    const home = place.dataset.returnUrl;
    if (place.isConnected) window.htmx.ajax('GET', home, { target: '#counter', swap: 'innerHTML' });
  }

  function print(place) {
    // A dialog of the system leads out of a kiosk: there only a printer that does not ask.
    if (kiosk.matches && !('silent' in place.dataset)) { fail(place); return; }
    const over = new AbortController();
    let began = false;
    const giveUp = () => {
      if (began) return;
      over.abort();
      if (place.isConnected) fail(place);
    };
    window.addEventListener('beforeprint', () => { began = true; }, { signal: over.signal });
    window.addEventListener('afterprint', () => { over.abort(); leave(place); }, { signal: over.signal });
    try {
      window.print();
      setTimeout(giveUp, patience);
    } catch {
      giveUp();
    }
  }

  async function arrive(place, isNew) {
    await document.fonts.ready;
    if (!place.isConnected) return;
    cut(place);
    if (isNew) print(place);
  }

  let arrived = receipt();
  if (arrived) arrive(arrived, false); // a page that was asked for once more is not printed once more
  document.addEventListener('htmx:afterSettle', () => {
    const place = receipt();
    if (place && place !== arrived) arrive(place, true);
    arrived = place;
  });
  document.addEventListener('click', (event) => {
    const place = receipt();
    if (!place || !event.target.closest?.('[data-print]')) return;
    place.parentElement.querySelector('[data-print-note]').replaceChildren();
    print(place);
  });
})();
