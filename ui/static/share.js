(saved) => {
  // Copies the link that asks the last question of the open conversation, as it was understood:
  // whoever follows the link has not asked what came before.
  const open = (saved?.conversations ?? []).find((each) => each.id === saved.current);
  const button = [...document.querySelectorAll("#bs-actions button")].find((each) => each.textContent.trim() === "Copy link");
  const say = (words) => {
    if (!button) return;
    button.textContent = words;
    setTimeout(() => { button.textContent = "Copy link"; }, 2000);
  };
  if (!open?.turns?.length) { say("Ask first"); return []; }
  const link = new URL(window.location.pathname, window.location.origin);
  link.searchParams.set("q", open.turns.at(-1).answer.question);
  const copied = navigator.clipboard?.writeText(link.href) ?? Promise.reject();
  copied.then(() => say("Link copied"), () => window.prompt("Copy this link", link.href));
  return [];
}
