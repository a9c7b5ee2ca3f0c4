// Which studies are selected for an action.

export class Selection extends Set {
  // Select or release a study; with `range`, all between the last one and this one, too.
  toggle(id, ids, range = false) {
    const [from, to] = [ids.indexOf(this.last), ids.indexOf(id)].sort((a, b) => a - b);
    if (range && from >= 0) for (const between of ids.slice(from, to + 1)) this.add(between);
    else if (!this.delete(id)) this.add(id);
    this.last = id;
  }

  // Release the studies that are not shown any more: no one acts on what cannot be seen.
  keepOnly(ids) {
    const shown = new Set(ids);
    for (const id of this) if (!shown.has(id)) this.delete(id);
  }
}
