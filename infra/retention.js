"use strict";

// A film that is read late must still find its study, or the tombstone of it (cxr/study_store.py). Both expire, and
// would be gone before an original that is kept for longer than this.
const LONGEST_DAYS = 30;

class Retention {
  constructor(serverless) {
    this.serverless = serverless;
    this.hooks = { "before:package:initialize": () => this.check() };
  }

  check() {
    const { service, classes } = this.serverless;
    const { Rules } = service.resources.Resources.UploadsBucket.Properties.LifecycleConfiguration;
    for (const { ExpirationInDays: days } of Rules.filter((rule) => "ExpirationInDays" in rule)) {
      if (!(Number.isInteger(Number(days)) && days >= 1 && days <= LONGEST_DAYS)) {
        throw new classes.Error(
          `originalsExpireDays is ${days}, and must be a whole number from 1 to ${LONGEST_DAYS}: ` +
            "studies that await their film would expire before an original that is kept for longer.",
        );
      }
    }
  }
}

module.exports = Retention;
