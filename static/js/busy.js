// A form that was sent rests until the answer comes: the second tap is dropped, and the button says it was felt.
(() => {
  'use strict';
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.matches('[data-busy]') || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = 'yes';
    const button = event.submitter || form.querySelector('button[type="submit"]');
    // The button's own value is still to be sent: it rests only afterwards.
    setTimeout(() => button?.setAttribute('aria-busy', 'true'), 0);
    // A download or a lost connection leaves this page standing.
    setTimeout(() => { delete form.dataset.sent; button?.removeAttribute('aria-busy'); }, 8000);
  });
})();
