// The part of a page that asks for itself again. It waits while somebody reads it: a focus inside, an open table, a dialog, another tab.
export function watchLive() {
  document.addEventListener("htmx:beforeRequest", (event) => {
    const live = event.detail.elt;
    if (live?.matches?.("[data-live]") && isRead(live)) event.preventDefault();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.requestConfig?.elt?.matches?.("[data-live]")) document.querySelector("#main > .problem")?.remove();
  });
}

function isRead(live) {
  return document.hidden
    || live.contains(document.activeElement)
    || live.querySelector("[data-table-shown]") !== null
    || document.querySelector("dialog[open]") !== null;
}
