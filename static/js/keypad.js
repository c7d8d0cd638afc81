// Our own keys: PIN, amount, card number. A real input stands behind each pad, so the form works without
// this script; keys of the hardware do the same as keys on the screen.
(() => {
  'use strict';
  const { loyalty } = window;

  const inputOf = (pad) => {
    const scope = pad?.closest('form') || document;
    return pad ? scope.querySelector(`[data-pad-input="${pad.dataset.pad}"]`) : null;
  };
  const currentPad = () => document.querySelector('#screen [data-pad], [data-pad]');

  // ── amount: "1250" ⇄ "12.50" ──────────────────────────────────────────────────
  const groups = (whole, sign) => whole.replace(/\B(?=(\d{3})+(?!\d))/g, sign);

  function centsToText(digits, decimal) {
    const padded = digits.replace(/^0+/, '').padStart(3, '0');
    return `${padded.slice(0, -2)}${decimal}${padded.slice(-2)}`;
  }

  function shownAmount(input) {
    const { decimal, group } = input.dataset;
    const [whole, rest] = input.value.split(decimal);
    return groups(whole || '0', group) + (rest === undefined ? '' : decimal + rest);
  }

  function showAmount(input) {
    const box = document.querySelector(`[data-amount-for="${input.id}"]`);
    const label = document.querySelector(`[data-amount-label][data-for="${input.id}"]`);
    const empty = !input.value;
    const zero = input.dataset.mode === 'cents' ? `0${input.dataset.decimal}00` : '0';
    const text = empty ? zero : shownAmount(input);
    if (box) {
      box.querySelector('[data-amount-value]').textContent = text;
      box.toggleAttribute('data-empty', empty);
      box.classList.toggle('amount--long', text.length > 7);
    }
    if (label) {
      label.dataset.plain = label.dataset.plain || label.textContent;
      label.textContent = empty
        ? label.dataset.plain
        : loyalty.fill(label.dataset.label, { amount: label.dataset.before + text + label.dataset.after });
    }
  }

  function pressAmount(input, key) {
    const { decimal, mode } = input.dataset;
    const longest = 7;
    if (mode === 'cents') {
      let digits = input.value.replace(/\D/g, '').replace(/^0+/, '');
      if (key === 'clear') digits = '';
      else if (key === 'erase') digits = digits.slice(0, -1);
      else if (/^\d$/.test(key) && digits.length < longest) digits += key;
      input.value = digits ? centsToText(digits, decimal) : '';
    } else if (key === 'clear') input.value = '';
    else if (key === 'erase') input.value = input.value.slice(0, -1);
    else if (key === 'separator') {
      if (!input.value.includes(decimal)) input.value = `${input.value || '0'}${decimal}`;
    } else if (/^\d$/.test(key)) {
      const [whole, rest] = input.value.split(decimal);
      const fits = rest === undefined ? (whole || '').length < longest - 2 : rest.length < 2;
      if (fits) input.value = input.value === '0' ? key : input.value + key;
    }
  }

  // ── PIN ───────────────────────────────────────────────────────────────────────
  function showDots(input) {
    const dots = input.closest('form').querySelector('[data-dots]');
    if (!dots) return;
    [...dots.children].forEach((dot, index) => dot.classList.toggle('dot--on', index < input.value.length));
    dots.setAttribute('aria-label', loyalty.fill(dots.dataset.name, { entered: input.value.length, length: dots.dataset.dots }));
  }

  function pressPlain(input, key) {
    const longest = Number(input.dataset.length || input.maxLength || 20);
    if (key === 'clear') input.value = '';
    else if (key === 'erase') input.value = input.value.slice(0, -1);
    else if (/^\d$/.test(key) && input.value.length < longest) input.value += key;
  }

  function press(pad, key) {
    const input = inputOf(pad);
    if (!input || input.disabled) return;
    if (pad.dataset.pad === 'amount') pressAmount(input, key);
    else pressPlain(input, key);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }

  document.addEventListener('input', (event) => {
    const input = event.target;
    const kind = input.dataset?.padInput;
    if (kind === 'amount') showAmount(input);
    if (kind !== 'pin') return;
    showDots(input);
    const form = input.closest('form');
    const wanted = Number(input.dataset.length || 0);
    if (wanted && input.value.length === wanted && !form.dataset.sent) {
      form.dataset.sent = 'yes'; // a PIN of the right length sends itself, once
      form.requestSubmit();
    }
  });

  document.addEventListener('htmx:afterRequest', (event) => {
    const form = event.detail.requestConfig?.elt;
    if (form?.dataset) delete form.dataset.sent;
  });

  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-key]');
    if (button) press(button.closest('[data-pad]'), button.dataset.key);
  });

  const typing = (element) =>
    element?.matches?.('textarea, select, [contenteditable], input:not([type="checkbox"], [type="radio"], [data-pad-input="pin"], [data-pad-input="amount"])');

  /** One hardware key for the pad on the screen; true when it was used. Also called by usb-scanner.js. */
  loyalty.typeOnPad = (key) => {
    const pad = currentPad();
    if (!pad || typing(document.activeElement)) return false;
    if (!document.getElementById('idle')?.hidden && document.getElementById('idle')) return false;
    const name = { Backspace: 'erase', Delete: 'clear', ',': 'separator', '.': 'separator' }[key] || key;
    if (!/^(\d|erase|clear|separator)$/.test(name)) return false;
    press(pad, name);
    return true;
  };

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const pad = currentPad();
    if (!pad || typing(event.target)) return;
    if (event.key === 'Enter' && !event.target.closest('a, button')) {
      event.preventDefault();
      pad.closest('form')?.requestSubmit();
    } else if (loyalty.typeOnPad(event.key)) event.preventDefault();
  });

  /** Takes digits back that turned out to come from a scanner. */
  loyalty.padSnapshot = () => {
    const input = inputOf(currentPad());
    const value = input?.value;
    return () => {
      if (!input?.isConnected || input.value === value) return;
      input.value = value;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    };
  };

  loyalty.onContent((content) => {
    for (const input of document.querySelectorAll('[data-pad-input]')) {
      if (input.dataset.padReady) continue;
      input.dataset.padReady = 'yes';
      const kind = input.dataset.padInput;
      if (kind === 'pin') {
        if (content === document) input.value = ''; // what a browser brought back; a swapped one may hold a first digit
        showDots(input);
      }
      if (kind === 'pin' || kind === 'amount') {
        // the keys stand for it: it is neither a tab stop nor a reason for the on-screen keyboard
        input.tabIndex = -1;
        input.setAttribute('inputmode', 'none');
        input.setAttribute('aria-hidden', 'true');
        input.required = false;
      } else input.setAttribute('inputmode', 'none');
      if (kind === 'amount') showAmount(input);
    }
  });
})();
