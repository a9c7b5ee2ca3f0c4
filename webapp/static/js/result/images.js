// The images of a study. Their links expire together after some minutes, so one renewal serves both.

export class Images {
  // `fetchStudy` fetches the study again, with new links.
  constructor(study, fetchStudy) {
    this.study = study;
    this.fetchStudy = fetchStudy;
  }

  // Resolves once `image` has loaded. Rejects with an ApiError if the API gives no new link, and with an event
  // if the image does not load with the new one either.
  async load(image) {
    try {
      await loaded(image, this.study.links[image.id]);
    } catch {
      this.renewal ??= this.fetchStudy();
      await loaded(image, (await this.renewal).links[image.id]);
    }
  }
}

function loaded(image, address) {
  return new Promise((resolve, reject) => {
    image.onload = resolve;
    image.onerror = reject;
    image.src = address;
  });
}
