// Moves what is wider than the page sideways, so that the part that matters is seen when the page opens.
//
// The page provides: [data-into-view] on each box that can be moved, a selector of that part within it; the first one found counts.
for (const box of document.querySelectorAll("[data-into-view]")) {
  const part = box.querySelector(box.dataset.intoView);
  if (!part) continue;
  const seen = box.getBoundingClientRect();
  const place = part.getBoundingClientRect();
  const after = place.right - seen.right;
  if (place.left < seen.left || after > 0) {
    box.scrollLeft += place.left + place.width / 2 - (seen.left + seen.width / 2);
  }
}
