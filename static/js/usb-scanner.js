// A hardware scanner is a very fast typist that ends with Enter. It works wherever the focus is, and what it
// types never ends up in a PIN, an amount or any other field. People's typing passes, however fast they are.
(() => {
  'use strict';
  const { loyalty } = window;
  const fast = 50; // milliseconds between two keys of a scanner
  const together = 400; // milliseconds after which the next key begins something new
  const certain = 1500; // the same, once nobody but a scanner can be typing
  const sure = 3; // so many fast gaps in a row, and it is taken for a scanner
  const shortest = 8; // characters: nothing that can be scanned here is shorter

  let run = null; // {text, last, fastGaps, undo, held, patience}: held once it is taken for a scanner
  let timer = 0;

  const editable = (element) => element?.matches?.('textarea, select, input:not([type="checkbox"], [type="radio"])') && !element.readOnly;

  /** Keys that are of no use to a person here: letters beside a keypad, anything where there is nothing to type. */
  const useless = (key) => !editable(document.activeElement) && !(document.querySelector('[data-pad]') && /[\d.,]/.test(key));

  function snapshot(element) {
    const undoPad = loyalty.padSnapshot ? loyalty.padSnapshot() : () => {};
    if (!element?.matches?.('input, textarea')) return undoPad;
    const { value } = element;
    return () => {
      undoPad();
      if (element.value === value) return;
      element.value = value;
      element.dispatchEvent(new Event('input', { bubbles: true }));
    };
  }

  /** It was a person after all: what was held back goes to whoever has the focus. */
  function giveBack() {
    clearTimeout(timer);
    const text = run?.held ? run.text : '';
    run = null;
    const field = document.activeElement;
    for (const character of text) {
      if (loyalty.typeOnPad?.(character) || !editable(field) || field.matches('select')) continue;
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

  function enter(event) {
    const scanned = run?.held && event.timeStamp - run.last < run.patience && run.text.length >= shortest;
    if (!scanned) { giveBack(); return; }
    stop(event);
    clearTimeout(timer);
    const { text } = run;
    run = null;
    document.dispatchEvent(new CustomEvent('card-scanned', { detail: { text, source: 'usb' }, cancelable: true }));
  }

  window.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.key === 'Enter') { enter(event); return; }
    if (event.key.length !== 1) {
      if (!/^(Shift|CapsLock)$/.test(event.key)) giveBack(); // somebody edits or moves about
      return;
    }
    if (event.key === ' ' && !run?.held && !editable(document.activeElement)) return; // presses a button
    const gap = run ? event.timeStamp - run.last : Infinity;
    if (gap > (run?.patience ?? together)) {
      giveBack();
      run = { text: '', last: 0, fastGaps: 0, undo: snapshot(document.activeElement), held: false, patience: together };
    }
    run.text += event.key;
    run.last = event.timeStamp;
    run.fastGaps = gap < fast ? run.fastGaps + 1 : 0;
    if (useless(event.key)) run.patience = certain;
    if (!run.held && (run.fastGaps >= sure || run.patience === certain)) {
      run.held = true;
      run.undo(); // the first keys were already in the field
    }
    if (run.held) stop(event);
    clearTimeout(timer);
    timer = setTimeout(giveBack, run.patience);
  }, true);
  window.addEventListener('pointerdown', giveBack, true);
})();
