(box) => {
  // Takes the question out of the box, unless another is being answered.
  const busy = document.getElementById("bs-stop")?.offsetParent;
  if (busy || !box.trim()) return [];
  const shown = (visible) => ({ __type__: "update", visible });
  const now = document.querySelector("#bs-question textarea").value;  // some type on at once
  return [now.startsWith(box) ? now.slice(box.length) : "", box, shown(false), shown(true)];
}
