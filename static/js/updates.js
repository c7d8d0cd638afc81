// A newer build serves by now: the page says "Updating …" and fetches itself anew, but only while nobody is served
// and nothing is half typed. The server refuses an older page only where the counter rests.
(() => {
  'use strict';
  const { loyalty } = window;
  const mine = loyalty.meta('page-build');
  const askEvery = 60000;
  let isOld = false;

  const atRest = () =>
    ['idle', 'locked'].includes(document.getElementById('screen')?.dataset.screen) &&
    !document.querySelector('.htmx-request') && !loyalty.unsettled?.() && !loyalty.halfFinished?.();

  function renew() {
    if (!isOld || !atRest()) return;
    loyalty.hint('updating');
    window.location.reload();
  }

  function compare(build) {
    isOld = isOld || Boolean(build && build !== mine);
    renew();
  }

  document.addEventListener('htmx:configRequest', (event) => { event.detail.headers['Page-Build'] = mine; });
  document.addEventListener('htmx:afterRequest', (event) => compare(event.detail.xhr?.getResponseHeader('Page-Build')));
  loyalty.onContent(renew);

  setInterval(async () => {
    if (!atRest()) return;
    const answer = await fetch(document.body.dataset.livezUrl, { cache: 'no-store', signal: AbortSignal.timeout(8000) }).catch(() => null);
    compare(answer?.headers.get('Page-Build'));
  }, askEvery);
})();
