"use strict";

// Refuses what cannot become a sound deployment before anything is created, and warns of what is deployed unguarded.

// The stages that are tried out and keep nothing; every other one is kept (`params` of serverless.yml).
const TRIAL_STAGES = ["dev", "local"];

// Bucket names take small letters alone, and 63 characters: the account's number and the longest name of a region
// leave 15 to the stage.
const STAGE = /^[a-z][a-z0-9-]{0,14}$/;

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

// A film that is read late must still find its study, or the tombstone of it (cxr/storage/studies/study_lifetimes.py). Both expire, and
// would be gone before an original that is kept for longer than this.
const LONGEST_DAYS = 30;

const SECOND_FACTOR = ["optional", "required"];

// Minutes. A shorter session would end while somebody reads a result; no session lasts longer than 12 hours.
const IDLE_MINUTES = [5, 720];

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
    if (command !== "package" && command !== "deploy") return;
    const { service, configurationInput, classes } = this.serverless;
    const { stage } = service.provider;
    const { Resources, Parameters } = service.resources;
    const refusal =
      refusedStage(stage) ||
      (command === "deploy" && refusedEndpoint(stage, process.env.AWS_ENDPOINT_URL)) ||
      refusedParameter(this.options.param || [], Object.keys(configurationInput.params.default)) ||
      refusedSecondFactor(service.functions.web.environment.SECOND_FACTOR) ||
      refusedAuditRetention(service.functions.web.environment.AUDIT_RETENTION_DAYS) ||
      refusedIdleTime(service.functions.web.environment.IDLE_MINUTES) ||
      refusedRetention(Resources.UploadsBucket.Properties.LifecycleConfiguration.Rules) ||
      refusedConcurrency(service) ||
      refusedBudget(Parameters);
    if (refusal) throw new classes.Error(refusal);
    if (!TRIAL_STAGES.includes(stage)) this.warn(stage, Resources, Parameters);
  }

  warn(stage, Resources, Parameters) {
    const { AllowAdminCreateUserOnly } = Resources.UserPool.Properties.AdminCreateUserConfig;
    if (String(AllowAdminCreateUserOnly) !== "true") {
      this.log.warning(
        `Anybody may sign up at stage ${stage} and have films read at your expense: ` +
          "leave invitationOnly at true unless you want that.",
      );
    }
    if (!Parameters.AlarmMail.Default) {
      this.log.warning(
        `The alarms of stage ${stage} reach no mailbox: ` +
          `write alarmMail into infra/stages/${stage}.yml.`,
      );
    }
  }
}

function refusedStage(stage) {
  if (STAGE.test(stage)) return null;
  return (
    `The stage's name is ${stage}, and must be a small letter and up to 14 more small letters, digits or hyphens: ` +
    "it becomes part of the buckets' names."
  );
}

function refusedEndpoint(stage, endpoint) {
  if (stage !== "local" || (URL.canParse(endpoint) && LOOPBACK.test(new URL(endpoint).hostname))) return null;
  return (
    "The stage local is for the stack on this machine, and AWS_ENDPOINT_URL does not name it: " +
    "start it with `make run`, or deploy to AWS under another name."
  );
}

function refusedParameter(given, known) {
  const unknown = given.map((parameter) => parameter.split("=")[0]).filter((name) => !known.includes(name));
  if (!unknown.length) return null;
  return `There is no parameter ${unknown.join(", ")}; there are ${known.sort().join(", ")}.`;
}

function refusedRetention(rules) {
  const isRefused = (days) => !(Number.isInteger(Number(days)) && days >= 1 && days <= LONGEST_DAYS);
  const refused = rules.find((rule) => "ExpirationInDays" in rule && isRefused(rule.ExpirationInDays));
  if (!refused) return null;
  return (
    `originalsExpireDays is ${refused.ExpirationInDays}, and must be a whole number from 1 to ${LONGEST_DAYS}: ` +
    "studies that await their film would expire before an original that is kept for longer."
  );
}

// Every queue up to its own limit at once must leave the pages a worker.
function refusedConcurrency({ functions, custom, resources }) {
  const account = Number(custom.accountConcurrency);
  const limits = (name) => functions[name].events.filter((it) => it.sqs).map((it) => Number(it.sqs.maximumConcurrency));
  const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
  const films = total(limits("classify"));
  const queues = films + total(limits("accounts"));
  if (!(queues < account)) {
    return (
      `The queues may run ${queues} functions at once and the AWS account ${account}, which leaves none to the pages: ` +
      "lower maximumConcurrency or inboxConcurrency, or raise accountConcurrency together with the account's quota."
    );
  }
  const reserved = resources.extensions.ClassifyLambdaFunction.Properties.ReservedConcurrentExecutions;
  if (typeof reserved === "object" || Number(reserved) >= films) return null;
  return `reservedForFilms is ${reserved}, and the lanes may read ${films} films at once: AWS would hold the rest back.`;
}

function refusedBudget({ MonthlyBudget, AlarmMail }) {
  if (Number(MonthlyBudget.Default) === 0 || AlarmMail.Default) return null;
  return "monthlyBudget is set, and alarmMail is not: no one would hear of it.";
}

function refusedSecondFactor(given) {
  if (SECOND_FACTOR.includes(given)) return null;
  return `secondFactor is ${given}, and must be ${SECOND_FACTOR.join(" or ")}.`;
}

function refusedAuditRetention(days) {
  if (/^[1-9]\d{0,4}$/.test(days)) return null;
  return `auditRetentionDays is ${days}: give a whole number of days from 1 to 36500.`;
}

function refusedIdleTime(given) {
  const [least, most] = IDLE_MINUTES;
  if (Number.isInteger(Number(given)) && given >= least && given <= most) return null;
  return `idleMinutes is ${given}, and must be a whole number from ${least} to ${most}.`;
}

module.exports = DeploymentChecks;
