(box, asking) => {
  // After an answer, a mistake or a stop: a question without an answer goes back into the box.
  const shown = (visible) => ({ __type__: "update", visible });
  return [box || asking, "", shown(true), shown(false)];
}
