// Ordinary forms: what was entered is checked on leaving a field, never before the first try, and the first
// error gets the focus.
(() => {
  'use strict';
  const { loyalty } = window;
  document.addEventListener('submit', (event) => { event.target.dataset.tried = 'yes'; }, true);
  document.addEventListener('invalid', (event) => { if (event.target.form) event.target.form.dataset.tried = 'yes'; }, true);
  document.addEventListener('change', (event) => {
    const field = event.target;
    if (!field.form?.dataset.tried || !field.willValidate) return;
    if (field.validity.valid) field.removeAttribute('aria-invalid');
    else field.setAttribute('aria-invalid', 'true');
  });
  // A number copied with spaces, dashes or line ends.
  document.addEventListener('paste', (event) => {
    const field = event.target;
    if (!field.matches?.('[data-pad-input="number"], [inputmode="numeric"]')) return;
    event.preventDefault();
    const text = (event.clipboardData?.getData('text') || '').trim().replace(/[\s\u00a0-]+/g, '');
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  loyalty.onContent((place) => {
    if (document.getElementById('screen')) return;
    const error = place.querySelector?.('[data-first-error], [aria-invalid="true"]');
    if (!error) return;
    error.focus({ preventScroll: true });
    // With its label and what is wrong: an on-screen keyboard leaves little room.
    (error.closest('.field') || error).scrollIntoView({ block: 'nearest' });
  });
})();
