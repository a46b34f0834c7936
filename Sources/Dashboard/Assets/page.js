// What a page needs after it is loaded, and after each fragment: calls back with the root of what is new.
const callbacks = [];

/** Calls back now for the document, and later for every element that htmx has put into it. */
export function onContent(callback) {
  callbacks.push(callback);
  callback(document);
}

export function watchPage() {
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = document.getElementById(event.detail.target?.id) ?? event.detail.target ?? document;
    for (const callback of callbacks) callback(target);
  });
  onContent(() => document.querySelector("#nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }));
}
