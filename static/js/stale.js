// Two windows with the same card: the one that shows an older version says so and fetches the new state.
(() => {
  'use strict';
  const { loyalty } = window;
  if (!('BroadcastChannel' in window)) return;
  const channel = new BroadcastChannel('card-versions');
  const shown = () => document.querySelector('#screen[data-card-id]');

  loyalty.onContent(() => {
    const card = shown();
    if (card) channel.postMessage({ id: card.dataset.cardId, version: Number(card.dataset.cardVersion) });
  });

  function refresh() {
    loyalty.hint?.('stale', { hideAfter: 6000 });
    window.htmx.ajax('GET', shown().dataset.cardUrl, { target: '#counter', swap: 'innerHTML' });
  }

  channel.addEventListener('message', ({ data }) => {
    const card = shown();
    if (card?.dataset.screen === 'card' && card.dataset.cardId === data.id && Number(card.dataset.cardVersion) < data.version) refresh();
  });

  // Back after a while: the balance may have moved on another tablet.
  let hiddenAt = 0;
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) hiddenAt = Date.now();
    else if (hiddenAt && Date.now() - hiddenAt > 30000 && shown()?.dataset.screen === 'card') {
      window.htmx.ajax('GET', shown().dataset.cardUrl, { target: '#counter', swap: 'innerHTML' });
    }
  });
})();
