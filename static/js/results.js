// After each swap: title, focus, sound, one announcement; the result goes away by itself; nothing that
// gives value may be hit in the first half second; two touches at once are one.
(() => {
  'use strict';
  const { loyalty } = window;
  const settle = 500;
  let leaveAt = 0;
  let stay = 0;

  const screen = () => document.getElementById('screen');

  function focus(place) {
    const target =
      place.querySelector('[data-first-error]') ||
      [...place.querySelectorAll('[aria-invalid="true"]')].find((field) => field.tabIndex >= 0) ||
      place.querySelector('[data-result] .result__word') ||
      place.querySelector('[data-focus]') ||
      [...place.querySelectorAll('h1, h2')].find((heading) => heading.offsetParent);
    if (!target) return;
    if (target.tabIndex < 0 && !target.hasAttribute('tabindex')) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }

  function guard(place) {
    place.classList.add('is-settling');
    setTimeout(() => place.classList.remove('is-settling'), settle);
  }

  function waitToLeave(place) {
    stay = Number(place.dataset.staySeconds || 0) * 1000;
    leaveAt = stay ? Date.now() + stay : 0;
  }

  function arrive(place, swapped) {
    waitToLeave(place);
    const result = place.querySelector('[data-result]');
    const moment = place.querySelector('[data-moment]');
    if (moment) openMoment(moment);
    if (!swapped) {
      if (result || place.querySelector('[data-first-error], [aria-invalid="true"]')) focus(place);
      return;
    }
    if (place.dataset.title) document.title = place.dataset.title;
    place.classList.add('is-new');
    guard(place);
    focus(place);
    window.scrollTo(0, 0);
    if (!result) {
      for (const loudly of [false, true]) loyalty.say('', loudly); // nothing of the last customer stays behind
      return;
    }
    const state = result.dataset.result;
    loyalty.play?.(place.dataset.sound || state);
    if (result.dataset.say) loyalty.say(result.dataset.say, state === 'refused' || state === 'notsaved');
  }

  // ── the reward moment ─────────────────────────────────────────────────────────
  function openMoment(moment) {
    const end = () => {
      clearTimeout(timer);
      document.removeEventListener('keydown', end, true);
      if (moment.isConnected) moment.remove();
    };
    const timer = setTimeout(end, Math.min(Number(moment.dataset.stayMilliseconds) || 1800, 2000));
    moment.addEventListener('click', (event) => { event.preventDefault(); event.stopPropagation(); end(); });
    document.addEventListener('keydown', end, true);
  }

  // ── leaving ───────────────────────────────────────────────────────────────────
  function tick() {
    if (!leaveAt || Date.now() < leaveAt || document.hidden) return;
    const place = screen();
    if (!place || document.querySelector('.htmx-request')) return;
    leaveAt = 0;
    const home = place.dataset.returnUrl;
    window.htmx.ajax('GET', home, { target: '#counter', swap: 'innerHTML' }).then(() => {
      if (screen() !== place) window.history.replaceState({ htmx: true }, '', home); // a reload stays at the counter
    });
  }
  setInterval(tick, 500);
  for (const kind of ['pointerdown', 'keydown']) {
    document.addEventListener(kind, () => { if (leaveAt) leaveAt = Date.now() + stay; });
  }

  // ── two touches at once ───────────────────────────────────────────────────────
  const touches = new Set();
  let together = false;
  let lastTouch = 0;
  document.addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'touch') return;
    touches.add(event.pointerId);
    together = touches.size > 1;
    if (together) lastTouch = Date.now();
  }, true);
  for (const kind of ['pointerup', 'pointercancel']) {
    document.addEventListener(kind, (event) => touches.delete(event.pointerId), true);
  }
  let lastClick = { at: 0, on: null };
  document.addEventListener('click', (event) => {
    const target = event.target.closest?.('a, button, label');
    if (!target || target.closest('[data-pad]')) return;
    const at = Date.now();
    const second = lastClick.on && lastClick.on !== target && at - lastClick.at < 120 && touches.size + Number(together) > 0;
    const palm = together && at - lastTouch < 300 && lastClick.on && at - lastClick.at < 300;
    if (second || palm) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    lastClick = { at, on: target };
  }, true);

  // One value action at a time: while a money form is on its way, no other form or link starts.
  document.addEventListener('htmx:beforeRequest', (event) => {
    const running = document.querySelector('form[data-money].htmx-request');
    if (running && running !== event.detail.elt && event.detail.target?.id === 'counter') event.preventDefault();
  });

  let arrived = null;
  document.addEventListener('htmx:afterSettle', () => {
    const place = screen();
    if (place && place !== arrived) arrive((arrived = place), true);
  });
  const first = screen();
  if (first) arrive((arrived = first), false);
  else {
    const error = document.querySelector('[data-first-error]');
    if (error) error.focus({ preventScroll: true });
  }
})();
