// Runs before the first paint, so that neither the theme nor the tables flash. The rest of the scripts are modules.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("segue.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage is switched off: the theme follows the system.
  }
})();
