// Refreshes the page in place. Without it the page is complete, and reloads now and then by itself.
const refresh = async () => {
  const main = document.querySelector('main');
  if (document.hidden || main.contains(document.activeElement) || !getSelection().isCollapsed) return;
  try {
    const answer = await fetch(location.href, { cache: 'no-store' });
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const open = [...main.querySelectorAll('details')].map(part => part.open);
    const offsets = [...main.querySelectorAll('.scroll')].map(area => area.scrollLeft);
    main.replaceWith(fresh.querySelector('main'));
    document.querySelectorAll('.scroll').forEach((area, at) => { area.scrollLeft = offsets[at] || 0; });
    document.querySelectorAll('details').forEach((part, at) => { part.open = Boolean(open[at]); });
    document.querySelector('footer').replaceWith(fresh.querySelector('footer'));
    document.body.classList.remove('stale');
  } catch (error) {
    document.body.classList.add('stale');
    document.getElementById('fresh').textContent = `The page does not answer (${error.message}); this is what it said last.`;
  }
};
setInterval(refresh, 5000);
