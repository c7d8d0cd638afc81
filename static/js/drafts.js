// Keeps half-typed entries through an error, the idle lock, a reload or a lost connection: only fields
// marked data-draft (amount, receipt number, categories; never names or addresses), only in this tab.
(() => {
  'use strict';
  const { loyalty } = window;
  const key = (form) => `draft:${form.id}`;
  const fields = (form) => [...form.querySelectorAll('[data-draft]')];
  const forms = () => [...document.querySelectorAll('form[data-draft-form][id]')];

  function save(form) {
    const values = {};
    for (const field of fields(form)) {
      if (field.type === 'checkbox' || field.type === 'radio') {
        values[field.name] = values[field.name] || [];
        if (field.checked) values[field.name].push(field.value);
      } else if (field.value) {
        values[field.name] = field.value;
      }
    }
    sessionStorage.setItem(key(form), JSON.stringify(values));
  }

  function restore(form) {
    const values = JSON.parse(sessionStorage.getItem(key(form)) || 'null');
    if (!values || form.dataset.draftRestored) return;
    form.dataset.draftRestored = 'yes';
    for (const field of fields(form)) {
      const kept = values[field.name];
      if (Array.isArray(kept)) field.checked = kept.includes(field.value);
      else if (kept && !field.value) {
        field.value = kept;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }
    }
  }

  /** Is somebody in the middle of an entry? Then the counter waits longer before it locks. */
  loyalty.halfFinished = () =>
    forms().some((form) => fields(form).some((field) => field.type === 'text' && field.value)) ||
    [...document.querySelectorAll('#screen input[type="search"], #screen input[type="text"]')].some(
      (field) => field.value && field.value !== field.defaultValue,
    );

  document.addEventListener('input', (event) => {
    const form = event.target.closest?.('form[data-draft-form][id]');
    if (form) save(form);
  });
  document.addEventListener('change', (event) => {
    const form = event.target.closest?.('form[data-draft-form][id]');
    if (form) save(form);
  });
  document.addEventListener('click', (event) => {
    const form = event.target.closest?.('[data-draft-clear]')?.closest('form');
    if (form) sessionStorage.removeItem(key(form));
  });
  document.addEventListener('htmx:afterRequest', (event) => {
    const form = event.detail.requestConfig?.elt; // detail.elt is another element once the form was replaced
    if (event.detail.successful && form?.matches?.('form[data-draft-form][id]')) sessionStorage.removeItem(key(form));
  });
  loyalty.onContent(() => forms().forEach(restore));
})();
