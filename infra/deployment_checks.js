"use strict";

// Refuses what cannot become a sound deployment before anything is created, and warns of what is deployed unguarded.

// The stages that are tried out and keep nothing; every other one is kept (`params` of serverless.yml).
const TRIAL_STAGES = ["dev", "local"];

// Bucket names take small letters alone, and 63 characters: the account's number and the longest name of a region
// leave 15 to the stage.
const STAGE = /^[a-z][a-z0-9-]{0,14}$/;

// The name becomes part of a domain of Cognito, which takes none with such a word.
const RESERVED = /aws|amazon|cognito/;

// What AWS lets no function have for itself.
const UNRESERVED = 100;

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

class DeploymentChecks {
  constructor(serverless, options, { log }) {
    this.serverless = serverless;
    this.options = options;
    this.log = log;
    // The first hook of every command: `deploy` creates its stack long after it.
    this.hooks = { initialize: () => this.check() };
  }

  check() {
    const [command] = this.serverless.processedInput.commands;
    const { service, classes } = this.serverless;
    if (command === "rollback" && isNoMoment(this.options.timestamp)) {
      throw new classes.Error(
        `--timestamp is ${this.options.timestamp}: give one of those that rollback lists without it.`,
      );
    }
    if (command !== "package" && command !== "deploy") return;
    const { stage } = service.provider;
    const { Resources, Parameters } = service.resources;
    const refusal =
      refusedStage(stage) ||
      (command === "deploy" && refusedEndpoint(stage, process.env.AWS_ENDPOINT_URL)) ||
      refusedConcurrency(service) ||
      refusedSender(Resources.UserPool.Properties.EmailConfiguration) ||
      refusedBudget(Parameters);
    if (refusal) throw new classes.Error(refusal);
    if (!TRIAL_STAGES.includes(stage)) this.warn(service);
  }

  warn(service) {
    const { stage } = service.provider;
    const { Resources, Parameters } = service.resources;
    const { AllowAdminCreateUserOnly } = Resources.UserPool.Properties.AdminCreateUserConfig;
    if (String(AllowAdminCreateUserOnly) !== "true") {
      this.log.warning(
        `Anybody may sign up at stage ${stage} and have films read at your expense: ` +
          "leave invitationOnly at true unless you want that.",
      );
    }
    if (!Parameters.AlarmMail.Default) {
      this.log.warning(
        `The alarms of stage ${stage} reach no mailbox: write alarmMail into the stage's file, ${stage}.yml.`,
      );
    }
    const { account, films, reserved } = concurrencyOf(service);
    if (reserved === null && account - films >= UNRESERVED) {
      this.log.warning(
        `Stage ${stage} sets no functions aside for films, so a flood of requests to the pages can stop their ` +
          `reading: write reservedForFilms: ${films} into the stage's file, ${stage}.yml.`,
      );
    }
  }
}

// The deploy tool takes milliseconds, and dates.
function isNoMoment(text) {
  return Boolean(text) && [text, Number(text)].every((moment) => Number.isNaN(new Date(moment).valueOf()));
}

function refusedStage(stage) {
  if (!STAGE.test(stage)) {
    return (
      `The stage's name is ${stage}, and must be a small letter and up to 14 more small letters, digits or hyphens: ` +
      "it becomes part of the buckets' names."
    );
  }
  const word = RESERVED.exec(stage);
  return word && `The stage's name is ${stage}, and Cognito takes no domain with ${word[0]} in it: choose another name.`;
}

function refusedEndpoint(stage, endpoint) {
  if (stage !== "local" || (URL.canParse(endpoint) && LOOPBACK.test(new URL(endpoint).hostname))) return null;
  return (
    "The stage local is for the stack on this machine, and AWS_ENDPOINT_URL does not name it: " +
    "start it with `make run`, or deploy to AWS under another name."
  );
}

// `films` and `queues` count the functions that they may run at once. `reserved` is null where nothing is set aside.
function concurrencyOf({ functions, custom, resources }) {
  const limits = (name) => functions[name].events.filter((it) => it.sqs).map((it) => Number(it.sqs.maximumConcurrency));
  const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
  const films = total(limits("classify"));
  const given = resources.extensions.ClassifyLambdaFunction.Properties.ReservedConcurrentExecutions;
  return {
    account: Number(custom.accountConcurrency),
    films,
    queues: films + total(limits("accounts")),
    // Where the parameter was not given, AWS's word for no value is there.
    reserved: typeof given === "object" ? null : Number(given),
  };
}

// Every queue up to its own limit at once must leave the pages a worker.
function refusedConcurrency(service) {
  const { account, films, queues, reserved } = concurrencyOf(service);
  if (!(queues < account)) {
    return (
      `The queues may run ${queues} functions at once and the AWS account ${account}, which leaves none to the pages: ` +
      "lower maximumConcurrency or inboxConcurrency, or raise accountConcurrency together with the account's quota."
    );
  }
  if (reserved === null) return null;
  if (reserved < films) {
    return `reservedForFilms is ${reserved}, and the lanes may read ${films} films at once: AWS would hold the rest back.`;
  }
  if (account - reserved >= UNRESERVED) return null;
  return (
    `reservedForFilms is ${reserved}, and of the ${account} functions that the AWS account may run at once, ` +
    `AWS leaves ${UNRESERVED} to everything else: raise accountConcurrency together with the account's quota, ` +
    "or lower reservedForFilms."
  );
}

// A parameter that was not given is still AWS's word for no value.
function refusedSender({ EmailSendingAccount, SourceArn, From }) {
  if (EmailSendingAccount === "COGNITO_DEFAULT" || (typeof SourceArn === "string" && typeof From === "string")) return null;
  return "mail is DEVELOPER, and needs mailIdentityArn and mailFrom.";
}

function refusedBudget({ MonthlyBudget, AlarmMail }) {
  if (Number(MonthlyBudget.Default) === 0 || AlarmMail.Default) return null;
  return "monthlyBudget is set, and alarmMail is not: no one would hear of it.";
}

module.exports = DeploymentChecks;
