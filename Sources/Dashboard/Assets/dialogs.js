// Dialogs open when htmx has filled them. Escape, the close button and a click beside them close them; focus returns by itself.
export function watchDialogs() {
  document.addEventListener("htmx:afterSwap", (event) => {
    const dialog = event.detail.target?.closest?.("dialog");
    if (dialog) open(dialog);
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof HTMLDialogElement) event.target.close();
    const copy = event.target.closest?.("[data-copy]");
    if (copy) copyText(copy);
  });
}

export function open(dialog) {
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  for (const button of dialog.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
}

async function copyText(button) {
  const text = document.getElementById(button.dataset.copy)?.textContent ?? "";
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Not allowed to copy";
  }
}
