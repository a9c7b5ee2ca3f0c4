// The images of a study. Their links expire together after some minutes, so one renewal serves all of them.

export class Images {
  // `fetchStudy` fetches the study again, with new links.
  constructor(study, fetchStudy) {
    this.study = study;
    this.fetchStudy = fetchStudy;
  }

  // Resolves once `image` has loaded. Rejects with an ApiError if the API gives no new link, and with an event
  // if the image does not load with the new one either.
  load(image) {
    return this.fetched(image.id, (address) => loaded(image, address));
  }

  // Resolves to the bytes of an image. Rejects with an ApiError as above, and with another error without the bytes.
  bytes(name) {
    return this.fetched(name, bytesAt);
  }

  async fetched(name, get) {
    const study = this.study;
    try {
      return await get(study.links[name]);
    } catch {
      if (this.study === study) await this.renew();
      return get(this.study.links[name]);
    }
  }

  renew() {
    this.renewal ??= this.fetchStudy()
      .then((study) => {
        this.study = study;
      })
      .finally(() => {
        this.renewal = null;
      });
    return this.renewal;
  }
}

function loaded(image, address) {
  return new Promise((resolve, reject) => {
    image.onload = resolve;
    image.onerror = reject;
    image.src = address;
  });
}

async function bytesAt(address) {
  const response = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.arrayBuffer();
}
