// The name of a saved copy says the day, so that an older one and a newer one differ. The page itself may be older than that.
"use strict";
for (const link of document.querySelectorAll("a.dated[download]")) {
  const name = link.download;
  link.addEventListener("click", () => {
    const now = new Date();
    const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
    const day = parts.map((part) => String(part).padStart(2, "0")).join("-");
    link.download = name.replace(/\.json$/, `-saved-${day}.json`);
  });
}
