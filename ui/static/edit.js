(saved) => {
  // Puts the last question into the box, unless one is being answered.
  const open = (saved?.conversations ?? []).find((each) => each.id === saved.current);
  const last = open?.turns.at(-1);
  if (!last || document.getElementById("bs-stop")?.offsetParent) return [];
  return [last.question, last.id, { __type__: "update", visible: true }];
}
