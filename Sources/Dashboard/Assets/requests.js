// What surrounds htmx requests: short addresses, the state of the filters, and errors that say what to do.
import { open } from "./dialogs.js";
import { onContent } from "./page.js";

let filtersOpen = false;

export function watchRequests() {
  document.addEventListener("htmx:configRequest", (event) => {
    dropEmpty(event.detail.formData);
  });
  document.addEventListener("htmx:beforeSwap", showServerError);
  document.addEventListener("htmx:sendError", ({ detail }) => {
    showMessage(detail, "Segue does not answer. Is “segue serve” still running?");
  });
  document.addEventListener("htmx:timeout", ({ detail }) => {
    showMessage(detail, "The answer took too long. Try a shorter date range.");
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-filters-toggle]");
    if (!button) return;
    filtersOpen = !filtersOpen;
    showFilters();
  });
  onContent(showFilters);
}

function dropEmpty(parameters) {
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name).filter((value) => value !== "");
    parameters.delete(name);
    for (const value of values) parameters.append(name, value);
  }
}

function showFilters() {
  const button = document.querySelector("[data-filters-toggle]");
  if (!button) return;
  button.setAttribute("aria-expanded", String(filtersOpen));
  document.getElementById("filters").toggleAttribute("data-open", filtersOpen);
}

/** An error page of the server replaces <main>; an error inside a dialog is said in the dialog. */
function showServerError(event) {
  const { xhr, target } = event.detail;
  if (xhr.status < 400) return;
  if (target.id === "main" && xhr.responseText.includes("id=\"main\"")) {
    event.detail.shouldSwap = true;
  } else {
    showMessage(event.detail, `The server answered with an error (${xhr.status}).`);
  }
}

function showMessage({ target }, text) {
  const message = document.createElement("p");
  message.className = "problem";
  message.setAttribute("role", "alert");
  message.textContent = text;
  const dialog = target?.closest?.("dialog");
  if (dialog) {
    target.replaceChildren(message);
    open(dialog);
  } else {
    document.querySelector("#main > .problem")?.remove();
    document.getElementById("main").prepend(message);
  }
}
