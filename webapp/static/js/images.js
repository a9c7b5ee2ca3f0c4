// The images of a study. Their links work for minutes, and both run out together: one renewal serves both.

export class Images {
  // `fetchStudy` gets the study again, with new links.
  constructor(study, fetchStudy) {
    this.study = study;
    this.fetchStudy = fetchStudy;
  }

  // Resolves once `image` has loaded. Rejects with an ApiError where no new link could be had, otherwise with
  // the event of the image that would not load.
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
