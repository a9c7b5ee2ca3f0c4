"use strict";

// Takes the parameters of a stage from its file (infra/stages/README.md), so that each deployment has the same ones,
// and refuses to loosen what guards a kept stage without its file saying so.

const fs = require("node:fs");
const path = require("node:path");
const yaml = require("js-yaml");
const { deployedStack, refusedState } = require("./deployed_stack.js");
const { refusedValue } = require("./parameter_values.js");
const StageRegion = require("./stage_region.js");

// The stages that are tried out and keep nothing.
const TRIAL_STAGES = ["dev", "local"];

// Where the stage lives, who gets in, who hears of faults, what is kept, by which key and for how long.
const GUARDS = [
  ...["awsAccount", "awsRegion"],
  ...["alarmMail", "auditRetentionDays", "backupCopyVault", "backupDays", "deletionPolicy", "deletionProtection"],
  ...["invitationOnly", "kmsKeyArn", "logRetentionDays", "recordReads", "secondFactor", "webAclArn"],
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
    const content = read(this.file);
    const refusal =
      refusedFolder(folder) ||
      refusedName(this.file, content) ||
      refusedFile(this.file, content, this.known) ||
      refusedOption(this, options.param || []);
    // At once: the deploy tool would go on to fail over a wrong value, and name its own setting instead.
    this.refuse(refusal);
    this.written = refusal ? {} : content || {};
    // The deploy tool resolves its parameters after it has loaded the plugins.
    params[this.stage] = { ...params[this.stage], ...this.written };
    // Before anything is packaged, which takes minutes.
    this.hooks = { initialize: () => this.askAws() };
  }

  refuse(refusal) {
    const { commands, isHelpRequest } = this.serverless.processedInput;
    if (refusal && CHANGING.includes(commands[0]) && !isHelpRequest) throw new this.serverless.classes.Error(refusal);
  }

  async askAws() {
    const [command, part] = this.serverless.processedInput.commands;
    if (command === "package" || !CHANGING.includes(command) || part === "list") return;
    this.region = this.regionOfStage();
    let refusal = this.region.refusedByFile();
    try {
      refusal = refusal || (await this.refusedAccount()) || (command === "deploy" && (await this.refusedStack()));
    } catch (error) {
      // The deploy tool would print where in its code AWS was asked.
      refusal = `AWS does not say what the stage ${this.stage} is: ${error.message || error.code || error}`;
    }
    this.refuse(refusal);
  }

  regionOfStage() {
    const { custom, provider } = this.serverless.service;
    return new StageRegion({
      ...{ stage: this.stage, file: this.file, written: this.written },
      ...{ bucket: custom.uploadsBucket["Fn::Sub"], region: provider.region },
    });
  }

  async refusedAccount() {
    const wanted = this.written.awsAccount;
    if (!wanted) return null;
    const given = await this.serverless.getProvider("aws").getAccountId();
    if (given === String(wanted)) return null;
    return `The stage ${this.stage} belongs to the AWS account ${wanted}, and the credentials are of ${given}.`;
  }

  async refusedStack() {
    const provider = this.serverless.getProvider("aws");
    const stack = await deployedStack(provider);
    if (!stack) return TRIAL_STAGES.includes(this.stage) ? null : this.region.refusedByBuckets(provider);
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

// Another ending would leave the stage with the defaults, without a word.
function refusedName(file, content) {
  const other = file.replace(/yml$/, "yaml");
  return content === null && fs.existsSync(other) ? `Rename ${other} to ${path.basename(file)}.` : null;
}

function refusedFile(file, content, known) {
  if (content === null) return null;
  if (content instanceof Error) return `${file} cannot be read: ${content.message}`;
  if (typeof content !== "object" || Array.isArray(content)) return `${file} must hold lines of the form "name: value".`;
  const unknown = Object.keys(content).filter((name) => !known.includes(name));
  if (unknown.length) return `${file} has no parameter ${unknown.join(", ")}; there are ${known.sort().join(", ")}.`;
  const nested = Object.keys(content).find((name) => content[name] === null || typeof content[name] === "object");
  if (nested) return `${file} gives ${nested} no single value.`;
  const refusal = refusedValue(content);
  return refusal && `${file} cannot be used: ${refusal}`;
}

function refusedOption({ stage, file, known }, given) {
  if (!given.every((parameter) => /^[^=]+=/.test(parameter ?? ""))) {
    return "--param takes a name and a value, such as --param logLevel=DEBUG.";
  }
  const values = Object.fromEntries(given.map((parameter) => parameter.split(/=(.*)/s)));
  const names = Object.keys(values);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length) return `There is no parameter ${unknown.join(", ")}; there are ${known.sort().join(", ")}.`;
  // A guard from the command line would last for one deployment, and the next would silently take it back.
  const guard = !TRIAL_STAGES.includes(stage) && names.find((name) => GUARDS.includes(name));
  if (guard) return `${guard} is set for every deployment of stage ${stage} or for none: write it into ${file}.`;
  return refusedValue(values);
}

function guardsIn(text) {
  return Object.fromEntries(text.split(" ").map((pair) => pair.split("=")));
}

module.exports = StageParameters;
