// The theme button: system → light → dark. The choice is remembered on this device.
const themes = ["system", "light", "dark"];
const root = document.documentElement;

export function watchTheme() {
  const button = document.querySelector("[data-theme-toggle]");
  if (!button) return;
  button.hidden = false;
  show(button);
  button.addEventListener("click", () => {
    choose(themes[(themes.indexOf(chosen()) + 1) % themes.length]);
    show(button);
  });
}

/** Calls back whenever the colours change: by the button or by the system. */
export function onThemeChange(callback) {
  new MutationObserver(callback).observe(root, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", callback);
}

function chosen() {
  return root.dataset.theme ?? "system";
}

function choose(theme) {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem("segue.theme");
    else localStorage.setItem("segue.theme", theme);
  } catch {
    // Storage is switched off: the choice lasts for this page.
  }
}

function show(button) {
  button.querySelector("[data-theme-name]").textContent = chosen();
}
