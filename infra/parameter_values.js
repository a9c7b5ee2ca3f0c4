"use strict";

// What each parameter of serverless.yml may be. CloudFormation refuses a wrong one after it has begun to change the
// stack; a function takes it, and does not start.

const ARN = "arn:aws[\\w-]*";

// The only ones that CloudWatch knows.
const LOG_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

const VALUES = {
  accountConcurrency: whole(1, 1000000),
  accountTasks: oneOf("queued", "immediate"),
  // No address that receives mail is longer.
  alarmMail: text(/^(?!.{255})([^\s@]+@[^\s@]+)?$/, "a mail address of 254 characters at most, or empty"),
  auditRetentionDays: whole(1, 36500),
  // Without quotes, YAML takes it for a number, and drops the zeros that it begins with.
  awsAccount: text(/^(\d{12})?$/, "12 digits in quotes, or empty"),
  awsRegion: text(/^([a-z]+(-[a-z]+)+-\d+)?$/, "a region such as eu-central-1, or empty"),
  backupCopyVault: arn("backup:.+", "a vault", { empty: true }),
  // As long as the recovery of a table reaches back.
  backupDays: whole(0, 35),
  canary: text(
    // CodeDeploy's own names, behind "CodeDeployDefault.Lambda".
    /^(Canary10Percent(5|10|15|30)Minutes|Linear10PercentEvery(1Minute|[23]Minutes|10Minutes))?$/,
    "a name such as Canary10Percent5Minutes or Linear10PercentEvery1Minute, or empty",
  ),
  certificateArn: arn("acm:.+", "a certificate", { empty: true }),
  deletionPolicy: oneOf("RetainExceptOnCreate", "Retain", "Delete"),
  deletionProtection: oneOf("ACTIVE", "INACTIVE"),
  domainName: text(/^([a-z0-9-]+(\.[a-z0-9-]+)+)?$/, "a name such as films.hospital.example, or empty"),
  filmsPerDay: whole(1, 1000000000),
  filmsPerSiteHour: whole(1, 1000000000),
  gigabytesPerDay: whole(1, 1000000),
  // CloudFormation watches no longer.
  guardMinutes: whole(0, 180),
  // Which of them go together: infra/options/identity_provider.js.
  identityProviderClientId: text(/^\S*$/, "an identifier without spaces, or empty"),
  identityProviderClientSecretArn: {
    ...arn("secretsmanager:.+", "a secret in Secrets Manager, never the secret itself", { empty: true }),
    isHidden: true,
  },
  identityProviderDomains: text(
    /^([a-z0-9-]+(\.[a-z0-9-]+)+(, ?(?=.)|$))*$/,
    "domains in small letters with commas between them, or empty",
  ),
  identityProviderEmail: text(/^\S*$/, "an attribute without spaces, or empty"),
  identityProviderEmailVerified: text(/^\S*$/, "an attribute without spaces, or empty"),
  identityProviderIssuer: text(/^(https:\/\/\S+)?$/, "an address that begins with https://, or empty"),
  identityProviderLabel: text(
    /^([\p{L}\p{N}][\p{L}\p{N} .'()-]{0,39})?$/u,
    "up to 40 letters, digits and spaces, or empty",
  ),
  identityProviderMetadataUrl: text(/^(https:\/\/\S+)?$/, "an address that begins with https://, or empty"),
  identityProviderType: text(/^(SAML|OIDC)?$/, "SAML, OIDC or empty"),
  // A shorter session would end while somebody reads a result; no session lasts longer than 12 hours.
  idleMinutes: whole(5, 720),
  // AWS's own limits.
  inboxConcurrency: whole(2, 1000),
  maximumConcurrency: whole(2, 1000),
  invitationOnly: oneOf("true", "false"),
  kmsKeyArn: text(
    new RegExp(`^(${ARN}:kms:[\\w-]+:\\d{12}:key/[\\w-]+)?$`),
    "the ARN of a key, not of an alias, or empty",
  ),
  logLevel: oneOf("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"),
  logRetentionDays: oneOf(...LOG_DAYS.map(String)),
  mail: oneOf("COGNITO_DEFAULT", "DEVELOPER"),
  mailFrom: text(/^[^@]+@[^\s@]+$/, "a mail address"),
  mailIdentityArn: arn("ses:.+", "an identity of SES"),
  monthlyBudget: text(/^\d+(\.\d+)?$/, "a number of dollars, or 0"),
  origin: text(/^https:\/\/[^\s/?#]+$/, "an address such as https://films.hospital.example, without a path"),
  recordReads: text(/^(governance|compliance)?$/, "governance, compliance or empty"),
  // A film that is read late must still find its study, or the tombstone of it
  // (cxr/storage/studies/study_lifetimes.py). Both would be gone before an original that is kept for longer.
  originalsExpireDays: whole(1, 30),
  permissionsBoundary: arn("iam::(\\d{12}|aws):policy/.+", "a policy"),
  reservedForFilms: whole(1, 1000000),
  secondFactor: oneOf("optional", "required"),
  // CloudWatch looks back for a week at most.
  silenceHours: whole(0, 168),
  tracing: oneOf("true", "false"),
  // From the timeout of classify to the longest that SQS knows.
  visibilityTimeout: whole(30, 43200),
  webAclArn: text(
    /^(arn:aws:wafv2:us-east-1:\d{12}:global\/webacl\/[\w-]+\/[\w-]+)?$/,
    "the ARN of a firewall for CloudFront, in us-east-1, or empty",
  ),
};

function text(pattern, what) {
  return { takes: (value) => pattern.test(value), what };
}

function whole(least, most) {
  const takes = (value) => /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most;
  return { takes, what: `a whole number from ${least} to ${most}` };
}

function oneOf(...words) {
  return { takes: (value) => words.includes(value), what: `${words.slice(0, -1).join(", ")} or ${words.at(-1)}` };
}

function arn(pattern, of, { empty = false } = {}) {
  return text(new RegExp(`^(${ARN}:${pattern})${empty ? "?" : ""}$`), `the ARN of ${of}${empty ? ", or empty" : ""}`);
}

// Return the sentence that refuses the first value that cannot be meant; null if there is none.
function refusedValue(given) {
  const wrong = Object.entries(given).find(([name, value]) => !VALUES[name].takes(String(value)));
  if (!wrong) return null;
  const [name, value] = wrong;
  const shown = VALUES[name].isHidden ? "not shown" : String(value) || "empty";
  return `${name} is ${shown}, and must be ${VALUES[name].what}.`;
}

module.exports = { refusedValue };
