// Whether this site's log, as it is now, still begins with a checkpoint that somebody kept (RFC 9162, c2sp.org/tlog-tiles).
"use strict";
globalThis.logOfThisSite = (address, nodeHash, readCheckpoint) => {
  const HASH = 32; // bytes
  const WIDTH = 256; // hashes in a tile

  class Unreachable extends Error {}

  const get = async (name) => {
    let answer;
    try {
      answer = await fetch(address + name, { cache: "no-store", credentials: "omit" });
    } catch {
      throw new Unreachable();
    }
    if (!answer.ok) throw new Unreachable();
    return answer;
  };

  const tile = async (level, index, size) => {
    const width = Math.min(WIDTH, Math.floor(size / WIDTH ** level) - WIDTH * index);
    const digits = [];
    for (let rest = index; digits.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
      digits.unshift(`${digits.length ? "x" : ""}${String(rest % 1000).padStart(3, "0")}`);
    }
    const partial = width < WIDTH ? `.p/${width}` : "";
    const bytes = new Uint8Array(await (await get(`tile/${level}/${digits.join("/")}${partial}`)).arrayBuffer());
    if (bytes.length !== width * HASH) throw new Unreachable();
    return bytes;
  };

  // The hash over 2 ** height leaves from the first one on.
  const subtree = async (height, first, size) => {
    const level = Math.floor(height / 8);
    const at = first / WIDTH ** level;
    const bytes = await tile(level, Math.floor(at / WIDTH), size);
    let hashes = [];
    for (let each = at % WIDTH; hashes.length < 2 ** (height % 8); each++) {
      hashes.push(bytes.slice(each * HASH, (each + 1) * HASH));
    }
    while (hashes.length > 1) {
      const above = [];
      for (let each = 0; each < hashes.length; each += 2) above.push(await nodeHash(hashes[each], hashes[each + 1]));
      hashes = above;
    }
    return hashes[0];
  };

  // Over the leaves from `first` up to `end`: the hash of all, and of those below `count`. Both are made of the same
  // hashes, so where that of all fits what was signed, the other fits it too.
  const over = async (first, end, count, size) => {
    const many = end - first;
    const height = Math.ceil(Math.log2(many));
    if (many === 2 ** height && (count <= first || count >= end)) {
      const all = await subtree(height, first, size);
      return { all, below: all };
    }
    const middle = first + 2 ** (height - 1);
    const left = await over(first, middle, count, size);
    const right = await over(middle, end, count, size);
    const all = await nodeHash(left.all, right.all);
    if (count >= end) return { all, below: all };
    return { all, below: count <= middle ? left.below : await nodeHash(left.all, right.below) };
  };

  const isSame = (one, other) => one.length === other.length && one.every((each, at) => each === other[at]);

  return {
    Unreachable,
    present: async () => {
      const text = await (await get("checkpoint")).text();
      try {
        return readCheckpoint(text);
      } catch {
        throw new Unreachable();
      }
    },
    // Whether the log that has the present checkpoint began with the other one; it must not be larger.
    beginsWith: async (kept, present) => {
      if (kept.size === 0) return true;
      const { all, below } = await over(0, present.size, kept.size, present.size);
      // Files that don't lead to what was signed show nothing about the log.
      if (!isSame(all, present.root)) throw new Unreachable();
      return isSame(below, kept.root);
    },
  };
};
