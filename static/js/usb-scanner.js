// A hardware scanner is a very fast typist that ends with Enter. It works wherever the focus is, and what it
// types never ends up in a PIN, an amount or any other field. Slow (human) typing passes untouched.
(() => {
  'use strict';
  const { loyalty } = window;
  const fast = 40; // milliseconds between two keys of one burst; people are slower, scanners much faster
  const shortest = 8; // characters: nothing that can be scanned here is shorter

  let burst = null; // {text, last, undo, field, swallowed}
  let timer = 0;

  function snapshot(element) {
    const undoPad = loyalty.padSnapshot ? loyalty.padSnapshot() : () => {};
    if (!element?.matches?.('input, textarea')) return undoPad;
    const { value } = element;
    return () => {
      undoPad();
      if (element.value !== value) {
        element.value = value;
        element.dispatchEvent(new Event('input', { bubbles: true }));
      }
    };
  }

  /** The burst was a person after all: give the swallowed keys to whoever has the focus. */
  function giveBack() {
    clearTimeout(timer);
    const { swallowed = '' } = burst || {};
    burst = null;
    if (!swallowed) return;
    const field = document.activeElement;
    const editable = field?.matches?.('textarea, input:not([type="checkbox"], [type="radio"])') && !field.readOnly;
    for (const character of swallowed) {
      if (loyalty.typeOnPad?.(character)) continue;
      if (!editable) continue;
      const [from, to] = [field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length];
      field.value = field.value.slice(0, from) + character + field.value.slice(to);
      field.setSelectionRange?.(from + 1, from + 1);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
  }

  function stop(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  window.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    const now = event.timeStamp;
    const running = burst && now - burst.last < fast;

    if (event.key === 'Enter') {
      if (running && burst.text.length >= shortest) {
        stop(event);
        clearTimeout(timer);
        const { text } = burst;
        burst = null;
        document.dispatchEvent(new CustomEvent('card-scanned', { detail: { text, source: 'usb' } }));
      } else giveBack();
      return;
    }
    if (event.key.length !== 1) return;
    if (!running) {
      giveBack();
      burst = { text: event.key, last: now, undo: snapshot(document.activeElement), swallowed: '' };
    } else {
      stop(event);
      if (burst.text.length === 1) {
        burst.undo();
        burst.swallowed = burst.text; // the first key was already in the field; take it back too
      }
      burst.text += event.key;
      burst.swallowed += event.key;
      burst.last = now;
    }
    clearTimeout(timer);
    timer = setTimeout(giveBack, fast * 2);
  }, true);
})();
