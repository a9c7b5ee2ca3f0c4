"use strict";

// Makes `serverless package` and `serverless deploy` enough on their own: both build the functions' packages
// first. The work is done in Python (`python -m infra.packaging`), where the tests can reach it. PNEUMOSCOPE_RELEASE
// names a folder of packages that were built before (`python -m infra.release`).
const { execFileSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const path = require("node:path");

class Packaging {
  constructor(serverless) {
    this.serverless = serverless;
    this.hooks = { "before:package:createDeploymentArtifacts": () => this.build() };
  }

  build() {
    const { service, serviceDir, classes } = this.serverless;
    const target = service.provider.stage === "local" ? "host" : "lambda";
    const ownPython = path.join(serviceDir, ".venv", "bin", "python");
    const python = process.env.PNEUMOSCOPE_PYTHON || (existsSync(ownPython) ? ownPython : "python3");
    const release = process.env.PNEUMOSCOPE_RELEASE;
    const command = release ? ["infra.release", "packages", release] : ["infra.packaging"];
    let printed;
    try {
      printed = execFileSync(python, ["-m", ...command, "--target", target], {
        cwd: serviceDir,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
      });
    } catch (error) {
      throw new classes.Error(`The functions could not be packaged: ${error.message}`);
    }
    for (const [name, artifact] of Object.entries(JSON.parse(printed))) {
      // Relative, so that what is packaged names no folder of the machine that packaged it.
      service.functions[name].package = { artifact: path.relative(serviceDir, artifact) };
    }
  }
}

module.exports = Packaging;
