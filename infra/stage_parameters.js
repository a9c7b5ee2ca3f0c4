"use strict";

// Takes the parameters of a stage from its file (infra/stages/README.md), so that each deployment has the same ones,
// and refuses to loosen what guards a kept stage without its file saying so.

const fs = require("node:fs");
const path = require("node:path");
const yaml = require("js-yaml");
const { deployedStack, refusedState } = require("./deployed_stack.js");

// The stages that are tried out and keep nothing.
const TRIAL_STAGES = ["dev", "local"];

// Who gets in, who hears of faults, what is kept and for how long.
const GUARDS = [
  ...["alarmMail", "auditRetentionDays", "deletionPolicy", "deletionProtection"],
  ...["invitationOnly", "logRetentionDays"],
];

// The commands of the deploy tool that make or change something.
const CHANGING = ["package", "deploy", "remove", "rollback"];

// Resolved before any parameter, so a file cannot hold them: they are AWS's own words, or differ on the laptop alone.
const OURS = [
  ...["apiAuthFlows", "awsEndpoint", "deploymentBucket", "laneTransport", "packageExpiry", "ratioAlarms"],
  ...["stackPolicy", "transport"],
];

class StageParameters {
  constructor(serverless, options) {
    this.serverless = serverless;
    const { params } = serverless.configurationInput;
    this.stage = options.stage || serverless.configurationInput.provider.stage;
    const folder = process.env.PNEUMOSCOPE_STAGES || path.join(__dirname, "stages");
    this.file = path.join(folder, `${this.stage}.yml`);
    this.known = Object.keys(params.default).filter((name) => !OURS.includes(name));
    // The deploy tool resolves its parameters after it has loaded the plugins.
    const content = read(this.file);
    this.refusal =
      refusedFolder(folder) ||
      refusedFile(this.file, content, this.known) ||
      refusedOption(this, options.param || []);
    this.written = this.refusal ? {} : content || {};
    params[this.stage] = { ...params[this.stage], ...this.written };
    this.hooks = {
      initialize: () => this.refuse(this.refusal),
      "before:deploy:deploy": async () => this.refuse((await this.refusedAccount()) || (await this.refusedStack())),
      "before:remove:remove": async () => this.refuse(await this.refusedAccount()),
      "before:rollback:initialize": async () => this.refuse(await this.refusedAccount()),
    };
  }

  refuse(refusal) {
    const [command] = this.serverless.processedInput.commands;
    if (refusal && CHANGING.includes(command)) throw new this.serverless.classes.Error(refusal);
  }

  async refusedAccount() {
    const wanted = this.written.awsAccount;
    if (!wanted) return null;
    const given = await this.serverless.getProvider("aws").getAccountId();
    if (given === String(wanted)) return null;
    return `The stage ${this.stage} belongs to the AWS account ${wanted}, and the credentials are of ${given}.`;
  }

  async refusedStack() {
    const stack = await deployedStack(this.serverless.getProvider("aws"));
    if (!stack) return null;
    // The laptop stack may have been ended within a change, and takes the next one all the same.
    return (this.stage !== "local" && refusedState(stack)) || this.refusedDrift(stack);
  }

  // The stage may have been deployed from another checkout, whose file this one lacks.
  refusedDrift({ Outputs = [] }) {
    const output = Outputs.find(({ OutputKey }) => OutputKey === "Guards");
    if (!output || TRIAL_STAGES.includes(this.stage)) return null;
    const deployed = guardsIn(output.OutputValue);
    const wanted = guardsIn(this.serverless.service.resources.Outputs.Guards.Value);
    const lost = Object.keys(wanted).filter(
      (name) => name in deployed && deployed[name] !== wanted[name] && !(name in this.written),
    );
    if (!lost.length) return null;
    const [name] = lost;
    return (
      `The stage ${this.stage} is deployed with ${name}=${deployed[name]}, and this deployment would make it ` +
      `${name}=${wanted[name]}: write the value that you want into ${this.file}.`
    );
  }
}

function read(file) {
  try {
    return yaml.load(fs.readFileSync(file, "utf8")) ?? {};
  } catch (error) {
    return error.code === "ENOENT" ? null : error;
  }
}

// A folder that is not there would pass for one without the stage's file.
function refusedFolder(folder) {
  if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return null;
  return `PNEUMOSCOPE_STAGES is ${folder}, and there is no such folder.`;
}

function refusedFile(file, content, known) {
  if (content === null) return null;
  if (content instanceof Error) return `${file} cannot be read: ${content.message}`;
  if (typeof content !== "object" || Array.isArray(content)) return `${file} must hold lines of the form "name: value".`;
  const unknown = Object.keys(content).filter((name) => !known.includes(name));
  if (unknown.length) return `${file} has no parameter ${unknown.join(", ")}; there are ${known.sort().join(", ")}.`;
  const nested = Object.keys(content).find((name) => content[name] === null || typeof content[name] === "object");
  return nested ? `${file} gives ${nested} no single value.` : null;
}

// A guard from the command line would last for one deployment, and the next would silently take it back.
function refusedOption({ stage, file }, given) {
  if (TRIAL_STAGES.includes(stage)) return null;
  const guard = given.map((parameter) => parameter.split("=")[0]).find((name) => GUARDS.includes(name));
  return guard ? `${guard} is set for every deployment of stage ${stage} or for none: write it into ${file}.` : null;
}

function guardsIn(text) {
  return Object.fromEntries(text.split(" ").map((pair) => pair.split("=")));
}

module.exports = StageParameters;
