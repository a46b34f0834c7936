// Dates follow the reader's locale: the server writes ISO 8601 into <time>, this rewrites what is shown.
import { formatDate, formatInstant } from "./format.js";
import { onContent } from "./page.js";

export function watchDates() {
  onContent(show);
  // What a request puts elsewhere than into its target, such as the footer.
  document.addEventListener("htmx:oobAfterSwap", () => show(document));
}

function show(content) {
  for (const time of content.querySelectorAll("time[datetime]:not([data-shown])")) {
    const value = time.getAttribute("datetime");
    const text = value.length > 10 ? formatInstant(value) : formatDate(value);
    if (!text) continue;
    time.title = value;
    time.textContent = text;
    time.dataset.shown = "";
  }
}
