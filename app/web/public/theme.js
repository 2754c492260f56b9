// Runs before the first paint, so that nobody who chose dark is dazzled. A file of its own: the page allows no inline script.
(function () {
  let chosen = null;
  try {
    chosen = localStorage.getItem('atrium.theme');
  } catch {
    // Storage may be forbidden; the system's choice stands then.
  }
  let dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
