(box) => {
  // Takes the question out of the box, unless another is being answered.
  const busy = document.getElementById("bs-stop")?.offsetParent;
  if (busy || !box.trim()) return [];
  const shown = (visible) => ({ __type__: "update", visible });
  return ["", box, shown(false), shown(true)];
}
