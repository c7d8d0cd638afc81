// Menus that open without script close by Escape, by a tap beside them, and when another one opens; a link into
// something that is folded opens it.
(() => {
  'use strict';
  const open = () => document.querySelectorAll('details[data-menu][open]');

  document.addEventListener('click', (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
    const place = event.target.closest?.('a[href^="#"]')?.getAttribute('href');
    const target = place && place.length > 1 && document.getElementById(place.slice(1));
    const folded = target && target.closest('details');
    if (!folded) return;
    event.preventDefault();
    folded.open = true;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: 'nearest' });
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
})();
