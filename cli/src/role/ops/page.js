const cell = text => { const td = document.createElement('td'); td.textContent = text; return td; };
const row = (cells, className) => { const tr = document.createElement('tr'); cells.forEach(c => tr.append(cell(c))); if (className) tr.children[1].className = className; return tr; };
const span = s => s < 120 ? `${s.toFixed(0)} s` : s < 7200 ? `${(s / 60).toFixed(0)} min` : `${(s / 3600).toFixed(0)} h`;
async function refresh() {
  try {
    const s = await (await fetch('status.json')).json();
    const health = document.getElementById('health');
    health.textContent = s.healthy ? 'is healthy' : 'needs attention';
    health.className = s.healthy ? 'good' : 'bad';
    const figures = { 'log end': s.log_end, 'projected': s.projected, 'consumer lag': s.lag, 'watched artists known': s.artists, 'posts': s.posts,
      'watches': s.watches, 'pending': s.notifications.pending || 0, 'sent': s.notifications.sent || 0, 'broken channels': s.broken_channels, 'parked events': s.parked_events };
    const late = s.ingest && s.ingest.freshness;
    if (late && late.posts) Object.assign(figures, { 'median delay until seen': span(late.p50_seconds), '99 of 100 seen within': span(late.p99_seconds),
      'missed by regular polls': `${late.missed} (${(100 * late.miss_rate).toFixed(1)} %)` });
    document.getElementById('figures').replaceChildren(...Object.entries(figures).map(([name, value]) => {
      const div = document.createElement('div'); div.className = 'figure';
      const b = document.createElement('b'); b.textContent = value ?? '–'; const span = document.createElement('span'); span.textContent = name;
      div.append(b, span); return div;
    }));
    document.getElementById('checks').replaceChildren(...(s.checks.length ? s.checks : [{ name: 'all', ok: true, message: 'nothing to report' }])
      .map(c => row([c.name, c.ok ? 'ok' : 'fail', c.message], c.ok ? 'good' : 'bad')));
    document.getElementById('states').replaceChildren(...Object.entries(s.notifications).map(([state, count]) => row([state, count])),
      ...Object.entries(s.reasons).map(([reason, count]) => row([reason.replaceAll('_', ' '), count])));
    const spending = s.deviantart.flatMap(c => [
      row([`credential ${c.number}`, `${c.last_minute} in the last minute`, c.refused || (c.paused_until ? `pauses until ${c.paused_until}` : 'in use')], c.refused ? 'bad' : ''),
      ...c.spent.map(e => row([e.endpoint, e.lane === 'Interactive' ? 'look-ups' : 'polls', `${e.answered} answered, ${e.throttled} refused (429), ${e.failed} failed`]))]);
    document.getElementById('spent').replaceChildren(...spending);
  } catch (error) {
    const health = document.getElementById('health'); health.textContent = 'does not answer'; health.className = 'bad';
  }
}
refresh(); setInterval(refresh, 2000);
