// What every page needs first: the mark that script runs, the shop's time, small shared tools.
// Everything is shared through one object, window.loyalty; events on document connect the parts.
(() => {
  'use strict';
  const loyalty = (window.loyalty = window.loyalty || {});
  document.documentElement.classList.add('js');

  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;
  const sent = Number(meta('server-time'));
  let offset = sent ? sent - Date.now() : 0;

  /** Milliseconds since 1970 by the server's clock; the tablet's own clock may be hours wrong. */
  loyalty.now = () => Date.now() + offset;
  loyalty.clockOffset = () => offset;
  loyalty.timeZone = meta('store-timezone') || undefined;
  loyalty.meta = meta;

  /** A copy of the server's words for one state; {name} is filled from facts. */
  loyalty.words = (name, facts = {}) => {
    const template = document.querySelector(`template[data-words="${name}"]`);
    if (!template) return null;
    const copy = template.content.cloneNode(true);
    const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      walker.currentNode.data = loyalty.fill(walker.currentNode.data, facts);
    }
    for (const code of copy.querySelectorAll('[data-if-code]')) if (!facts.code) code.remove();
    return { copy, state: template.dataset.state };
  };
  loyalty.fill = (text, facts) => text.replace(/\{(\w+)\}/g, (all, key) => (key in facts ? String(facts[key]) : all));

  /** Calls back now and after every swap, with the part of the page that is new. */
  const callbacks = [];
  loyalty.onContent = (callback) => {
    callback(document);
    callbacks.push(callback);
  };
  loyalty.arrived = (part) => { for (const callback of callbacks) callback(part); };
  document.addEventListener('htmx:afterSettle', (event) => loyalty.arrived(event.detail.elt || document));

  /** Announces a sentence once, from a region that no swap replaces. */
  loyalty.say = (text, loudly) => {
    const region = document.getElementById(loudly ? 'say-now' : 'say');
    if (!region) return;
    region.textContent = '';
    setTimeout(() => { region.textContent = text; }, 60);
  };

  /** A quiet line that asks for nothing: this tablet's clock, sleeping screens, a card changed elsewhere. */
  loyalty.hint = (name, { facts = {}, onClose = null, hideAfter = 0 } = {}) => {
    const line = document.getElementById('hint');
    const words = line && loyalty.words(name, facts);
    if (!words) return;
    line.replaceChildren(words.copy);
    line.dataset.state = words.state;
    line.hidden = false;
    const close = () => { line.hidden = true; line.replaceChildren(); };
    line.querySelector('[data-action="dismiss"]')?.addEventListener('click', () => { close(); onClose?.(); });
    if (hideAfter) setTimeout(close, hideAfter);
  };

  document.addEventListener('htmx:afterRequest', (event) => {
    const date = Date.parse(event.detail.xhr?.getResponseHeader('Date') || '');
    // The header has whole seconds: only a real difference corrects the finer value from the page.
    if (date && Math.abs(date - loyalty.now()) > 2500) offset = date - Date.now();
  });

  // A page from the back-forward cache would show an old balance.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) window.location.reload();
  });
})();
