// What a finger, an eye or a lost person would complain about on the page as it stands.
() => {
  const problems = [];
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth + 1) problems.push(`scrolls sideways: ${page.scrollWidth} of ${innerWidth}`);
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 1;
  const name = (e) => (e.getAttribute('aria-label') || e.innerText || e.name || '').trim().slice(0, 40);
  const targets = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select')]
    .filter((e) => shown(e) && !e.closest('.vh, .skip, .bars') && !e.matches('.pad-input, .skip') && !e.closest('label'))
    .filter((e) => getComputedStyle(e).display !== 'inline');
  for (const e of targets) {
    const box = e.getBoundingClientRect();
    const least = e.matches('.stamp-btn, .btn--primary') ? 63.5 : 47.5;
    if (box.width < least || box.height < least) problems.push(`small ${Math.round(box.width)}×${Math.round(box.height)}: ${name(e)}`);
    if (box.right > innerWidth + 1 || box.left < -1) problems.push(`cut: ${name(e)}`);
  }
  for (const [index, one] of targets.entries()) for (const other of targets.slice(index + 1)) {
    if (one.contains(other) || other.contains(one)) continue;
    const a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
    const across = Math.max(a.left, b.left) - Math.min(a.right, b.right);
    const down = Math.max(a.top, b.top) - Math.min(a.bottom, b.bottom);
    const gap = Math.max(across, down);
    const together = one.closest('.seg, .chips, .people') && one.closest('.seg, .chips, .people') === other.closest('.seg, .chips, .people');
    if (gap < (together ? -1 : 7.5)) problems.push(`${gap.toFixed(1)} px between ${name(one)} and ${name(other)}`);
  }
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (own && shown(e) && parseFloat(getComputedStyle(e).fontSize) < 15.9) problems.push(`small text: ${name(e)}`);
  }
  const main = document.querySelector('.stamp-btn, .keypad-side .btn--primary, .confirm .btn--primary, .result__figure, .attract__unlock, .scan');
  if (main && main.getBoundingClientRect().bottom > innerHeight + 1) problems.push(`out of sight: ${name(main)}`);
  if (!document.querySelector('main a[href], main button')) problems.push('a dead end');
  for (const link of document.querySelectorAll('a[href]')) {
    if (new URL(link.href).origin !== location.origin || link.target) problems.push(`leads away: ${link.href}`);
  }
  return problems;
}
