"use strict";

// Adds to the template what a stage asks for beyond the rest. Without these parameters the template stays as it is.
const backup = require("./backup/backup.js");
const canary = require("./canary.js");
const customerKey = require("./customer_key.js");
const domain = require("./domain.js");
const edge = require("./edge/edge.js");
const reads = require("./reads/reads.js");
const rollbackTriggers = require("./rollback_triggers.js");
const tracing = require("./tracing.js");

class Options {
  constructor(serverless) {
    this.serverless = serverless;
    this.hooks = {
      "after:aws:package:finalize:mergeCustomProviderResources": () => this.add(),
      // Long after the stack was created: a first deployment has no alarms that could watch over it.
      "before:aws:deploy:deploy:updateStack": () => this.guard(),
    };
  }

  add() {
    const { service, classes } = this.serverless;
    const template = service.provider.compiledCloudFormationTemplate;
    // Roles of functions are traced, and none that is added. The key encrypts what the others add.
    for (const option of [tracing, domain, edge, backup, reads, customerKey, canary]) {
      const refusal = option(template, service.custom.options);
      if (refusal) throw new classes.Error(refusal);
    }
  }

  async guard() {
    const provider = this.serverless.getProvider("aws");
    const triggers = await rollbackTriggers(provider, this.serverless.service.custom.options);
    if (triggers) this.serverless.service.provider.rollbackConfiguration = triggers;
  }
}

module.exports = Options;
