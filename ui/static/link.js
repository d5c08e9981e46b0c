() => {
  // A question asked through the link is asked once, not again on every reload.
  if (window.location.search) window.history.replaceState(null, "", window.location.pathname);
}
