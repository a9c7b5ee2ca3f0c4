// The images of a study. Their links expire together after some minutes, so one renewal serves all of them.

export class Images {
  // `fetchStudy` fetches the study again, with new links. `pictures` are images that are loaded already, by name.
  constructor(study, fetchStudy, pictures = new Map()) {
    this.study = study;
    this.fetchStudy = fetchStudy;
    this.pictures = pictures;
  }

  // Resolves once `image` has loaded, or an image that is loaded already has taken its place. Rejects with an ApiError
  // if the API gives no new link, and with an event if the image does not load with the new one either.
  async load(image, name = image.id) {
    const picture = this.pictures.get(name);
    if (picture) replace(image, picture);
    else await this.fetched(name, (address) => loaded(image, address));
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

function replace(image, picture) {
  // The policy of the page forbids an attribute of styles.
  for (const { name, value } of image.attributes) if (name !== "src" && name !== "style") picture.setAttribute(name, value);
  image.replaceWith(picture);
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
