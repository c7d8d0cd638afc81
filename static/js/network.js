// The truth about the network, in a bar that no swap can take away: busy, slow, no answer, not saved,
// "we don't know yet" (which asks again with the same key until it knows), offline and back.
(() => {
  'use strict';
  const { loyalty } = window;
  const bar = document.getElementById('bar');
  if (!bar) return;
  const livez = document.body.dataset.livezUrl || '/livez';
  const pingEvery = 4000;
  const stillOpen = new Set([401, 403, 408, 425, 429]); // answers that do not say whether it was done

  let offlineSince = 0;
  let pinging = 0;
  let pending = null; // the money action whose outcome is unknown
  let repeat = null; // what "Try again" does when nothing is at stake

  // ── the bar ───────────────────────────────────────────────────────────────────
  function show(name, facts = {}) {
    if (!bar.hidden && bar.dataset.words === name && !facts.sentence) return;
    const words = loyalty.words(name, facts);
    if (!words) return;
    bar.setAttribute('role', name === 'notsaved' ? 'alert' : 'status');
    bar.dataset.words = name;
    bar.dataset.state = words.state;
    bar.hidden = false;
    bar.replaceChildren(words.copy);
    loyalty.play?.(words.state); // what was not saved, or is known at last, is heard, too
  }

  function hide(...names) {
    if (bar.hidden || (names.length && !names.includes(bar.dataset.words))) return;
    bar.hidden = true;
    bar.dataset.words = '';
    bar.replaceChildren();
  }

  bar.addEventListener('click', (event) => {
    const action = event.target.closest?.('[data-action]')?.dataset.action;
    if (action === 'dismiss') {
      pending = null;
      repeat = null;
      hide();
    }
    if (action === 'retry') {
      ping();
      if (pending) { pending.tries = 0; ask(); } else if (repeat) repeat();
    }
  });

  // ── on-line or not ────────────────────────────────────────────────────────────
  function showFacts() {
    for (const fact of document.querySelectorAll('[data-online]')) fact.hidden = Boolean(offlineSince);
    for (const fact of document.querySelectorAll('[data-offline]')) {
      fact.hidden = !offlineSince;
      const text = fact.querySelector('[data-text]');
      if (offlineSince && text) text.textContent = loyalty.fill(text.dataset.text, { time: loyalty.timeOfDay?.(offlineSince) ?? '' });
    }
    document.documentElement.dataset.network = offlineSince ? 'offline' : 'online';
  }

  function wentOffline() {
    if (!offlineSince) offlineSince = loyalty.now();
    showFacts();
    if (!pending) show('offline');
    watch();
  }

  function wentOnline() {
    if (!offlineSince && !pinging) return;
    offlineSince = 0;
    clearInterval(pinging);
    pinging = 0;
    showFacts();
    if (bar.dataset.words === 'offline') {
      hide('offline');
      const again = repeat;
      repeat = null;
      again?.();
    }
    if (pending && !pending.refused) later();
  }

  async function ping() {
    try {
      const answer = await fetch(livez, { cache: 'no-store', signal: AbortSignal.timeout(3500) });
      if (answer.ok) wentOnline();
      else wentOffline();
    } catch {
      wentOffline();
    }
  }

  /** Something looks wrong: ask the server every four seconds until it answers. */
  function watch() {
    if (pinging) return;
    pinging = setInterval(ping, pingEvery);
    ping();
  }

  window.addEventListener('offline', wentOffline);
  window.addEventListener('online', ping);
  if (!navigator.onLine) wentOffline();
  loyalty.onContent(showFacts);

  // ── busy: felt at once, a ring before 300 ms are over, words after 2 s ──────────────────
  const timers = new WeakMap();
  const buttonOf = (element) => (element.matches?.('form') ? element.querySelector('button[type="submit"]') : element);

  document.addEventListener('htmx:beforeRequest', (event) => {
    const button = buttonOf(event.detail.elt);
    timers.set(event.detail.xhr, [
      setTimeout(() => { if (button?.matches?.('a, button')) button.setAttribute('aria-busy', 'true'); }, 250),
      setTimeout(() => { if (bar.hidden) show('slow'); }, 2000),
    ]);
  });
  document.addEventListener('htmx:afterRequest', (event) => {
    for (const timer of timers.get(event.detail.xhr) || []) clearTimeout(timer);
    buttonOf(event.detail.requestConfig.elt)?.removeAttribute?.('aria-busy');
    hide('slow');
  });

  // ── answers that are none ─────────────────────────────────────────────────────
  const isMoney = (element) => Boolean(element?.matches?.('form[data-money]'));
  const read = (text) => new DOMParser().parseFromString(text, 'text/html');
  const words = (page, selector) => page.querySelector(selector)?.textContent.trim() || '';

  function remember(detail) {
    const config = detail.requestConfig;
    const values = new URLSearchParams([...config.formData.entries()].filter(([, value]) => typeof value === 'string'));
    const key = values.get('request_id');
    if (pending?.key !== key) pending = { key, path: config.path, values, form: config.elt, tries: 0, timer: 0 };
    else if (config.elt.isConnected) pending.form = config.elt;
  }

  function failed(detail, ours = null) {
    if (!ours) watch();
    const { requestConfig: config } = detail;
    const { elt } = config;
    if (isMoney(elt)) {
      remember(detail);
      pending.refused = Boolean(ours); // our own "not saved": nothing to find out, the person decides
      if (ours) show('notsaved', { sentence: words(ours, '[data-sentence]') || words(ours, '[data-code] p'), code: words(ours, '[data-support-code]') });
      else later();
      return;
    }
    repeat = () => {
      repeat = null;
      hide('noanswer', 'offline');
      if (elt.isConnected && elt.matches('form')) elt.requestSubmit();
      else if (elt.isConnected && elt.matches('a')) elt.click();
      else window.htmx.ajax(config.verb.toUpperCase(), config.path, { target: '#counter', values: Object.fromEntries(config.formData) });
    };
    show(offlineSince ? 'offline' : 'noanswer');
  }

  for (const kind of ['htmx:sendError', 'htmx:timeout']) {
    document.addEventListener(kind, (event) => failed(event.detail));
  }

  document.addEventListener('htmx:beforeOnLoad', (event) => {
    const { xhr, target } = event.detail;
    const { elt } = event.detail.requestConfig;
    const headers = ['HX-Redirect', 'HX-Location', 'HX-Refresh'].some((name) => xhr.getResponseHeader(name));
    const html = (xhr.getResponseHeader('Content-Type') || '').startsWith('text/html');
    const text = html ? xhr.responseText : '';
    const ours = /data-(screen|code|fragment)=|hx-swap-oob=/.test(text);
    if (headers || xhr.status === 204) return;
    if (xhr.status >= 500) {
      event.preventDefault();
      failed(event.detail, ours ? read(text) : null);
    } else if (!html || (target?.id === 'counter' && !ours && !/<html/i.test(text))) {
      event.preventDefault();
      failed(event.detail);
    } else if (target?.id === 'counter' && /<html[\s>]/i.test(text)) {
      event.preventDefault(); // a whole page is not a fragment: go there, or it is somebody else's (a hotel's Wi-Fi page)
      if (/name="htmx-config"/.test(text)) window.location.assign(xhr.responseURL || window.location.href);
      else failed(event.detail);
    } else {
      wentOnline();
      hide('noanswer');
      if (isMoney(elt) && pending && !stillOpen.has(xhr.status) && elt.elements.request_id?.value === pending.key) {
        pending = null;
        hide('checking', 'notsaved');
      }
    }
  });

  // ── "we don't know yet": the same key again, at most once a second, ever slower ─
  function later() {
    show('checking');
    clearTimeout(pending.timer);
    const wait = Math.min(15000, 1000 * 2 ** pending.tries) * (1 + Math.random() * 0.4);
    pending.tries += 1;
    pending.timer = setTimeout(ask, wait);
  }

  /** Is there an action whose outcome is not known yet? */
  loyalty.unsettled = () => Boolean(pending);

  async function ask() {
    if (!pending) return;
    clearTimeout(pending.timer);
    if (offlineSince) { show('checking'); return; } // resumes when the line is back
    if (pending.form.isConnected) {
      hide('notsaved');
      pending.form.requestSubmit();
      return;
    }
    const mine = pending;
    const token = document.querySelector('input[name="csrf_token"]')?.value;
    if (token) mine.values.set('csrf_token', token);
    show('checking');
    try {
      const answer = await fetch(mine.path, {
        method: 'POST', body: mine.values, credentials: 'same-origin', headers: { 'HX-Request': 'true', 'HX-Target': 'counter' },
        signal: AbortSignal.timeout(8000),
      });
      const page = read(await answer.text());
      const result = page.querySelector('[data-result], [data-code]');
      if (pending !== mine) return;
      if (!result || answer.status >= 500 || stillOpen.has(answer.status)) { later(); return; }
      const facts = ['.result__who', '.result__word', '.result__figure'].map((selector) => words(result, selector)).filter(Boolean);
      const sentence = facts.join(' · ') || words(result, '.field__error') || result.textContent.trim();
      pending = null;
      show(answer.ok ? 'resolved' : 'resolved-refused', { sentence });
    } catch {
      if (pending === mine) { watch(); later(); }
    }
  }
})();
