// Keys: "/" to the filters, "g" and a letter to a page, "?" for the list of keys.
import { open } from "./dialogs.js";

export function watchKeyboard() {
  let going = 0;
  const button = document.querySelector("[data-keys]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => open(document.getElementById("keys")));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.matches("input, select, textarea") || document.querySelector("dialog[open]")) return;
    if (event.timeStamp - going < 1500) {
      going = 0;
      const link = document.querySelector(`#nav a[data-key="${CSS.escape(event.key)}"]`);
      if (link) {
        event.preventDefault();
        link.click();
        return;
      }
    }
    switch (event.key) {
      case "g":
        going = event.timeStamp;
        break;
      case "/":
        event.preventDefault();
        focusFilters();
        break;
      case "?":
        event.preventDefault();
        open(document.getElementById("keys"));
        break;
    }
  });
}

function focusFilters() {
  const toggle = document.querySelector("[data-filters-toggle]");
  if (toggle?.getAttribute("aria-expanded") === "false" && toggle.checkVisibility()) toggle.click();
  document.querySelector("#filters input:not([type=hidden]), #filters select")?.focus();
}
