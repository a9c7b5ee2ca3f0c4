"use strict";

// Has AWS Backup copy tables and buckets each night, here and elsewhere, and the secrets that make the copies useful.
const alarms = require("./alarms.js");
const role = require("./role.js");

const TABLES = ["StudiesTable", "VerdictsTable", "AuditTable", "MembersTable"];
const BUCKETS = ["UploadsBucket", "ResultsBucket"];

// Without the first, later films of a patient match none of the earlier ones; without the other, no one who has a
// second factor logs in.
const SECRETS = ["PseudonymSalt", "SecondFactorKey"];

// As long as the recovery of the tables: a backup must not remember an erased patient for longer (infra/erase).
const LONGEST_DAYS = 35;

// Both vaults bear the name of the stack (infra/backup_vault.yml).
const VAULT = { Ref: "AWS::StackName" };
const ARN = /^arn:aws[\w-]*:backup:([\w-]+):\d{12}:backup-vault:([\w-]+)$/;

function backup({ Resources, Outputs }, options) {
  const { backupDays, backupCopyVault, kmsKeyArn } = options;
  const refusal = refused(options);
  if (refusal) return refusal;
  if (Number(backupDays) === 0) return null;
  const lifecycle = { DeleteAfterDays: Number(backupDays) };
  const copies = backupCopyVault ? [{ DestinationBackupVaultArn: backupCopyVault, Lifecycle: lifecycle }] : [];
  Resources.BackupPlan = {
    Type: "AWS::Backup::BackupPlan",
    Properties: {
      BackupPlan: {
        BackupPlanName: VAULT,
        BackupPlanRule: [
          {
            RuleName: "nightly",
            TargetBackupVault: VAULT,
            ScheduleExpression: "cron(0 1 * * ? *)",
            Lifecycle: lifecycle,
            CopyActions: copies,
          },
        ],
      },
    },
  };
  Resources.BackupRole = role(TABLES, BUCKETS, options);
  Resources.BackupSelection = {
    Type: "AWS::Backup::BackupSelection",
    Properties: {
      BackupPlanId: { Ref: "BackupPlan" },
      BackupSelection: {
        SelectionName: "tables-and-buckets",
        IamRoleArn: { "Fn::GetAtt": ["BackupRole", "Arn"] },
        Resources: [...TABLES, ...BUCKETS].map((name) => ({ "Fn::GetAtt": [name, "Arn"] })),
      },
    },
  };
  // AWS Backup hears of new objects in this way. It would switch this on itself, and the next deployment off again.
  for (const name of BUCKETS) {
    Resources[name].Properties.NotificationConfiguration.EventBridgeConfiguration = { EventBridgeEnabled: true };
  }
  const region = regionOf(backupCopyVault);
  if (region && region !== options.region) replicate(Resources, region, kmsKeyArn);
  Object.assign(Resources, alarms(TABLES.length + BUCKETS.length, VAULT, copies.length > 0));
  // What an erasure says of it (infra/erase).
  Outputs.BackupDays = { Value: String(backupDays) };
  return null;
}

function refused({ backupDays, backupCopyVault, kmsKeyArn, region, stack }) {
  const days = Number(backupDays);
  if (!(Number.isInteger(days) && days >= 0 && days <= LONGEST_DAYS)) {
    return (
      `backupDays is ${backupDays}, and must be a whole number up to ${LONGEST_DAYS}: ` +
      "a backup would remember an erased patient for longer than everything else does."
    );
  }
  if (!backupCopyVault) return null;
  if (days === 0) return "backupCopyVault is given, and backupDays is 0: there would be nothing to copy.";
  const [, copied, vault] = ARN.exec(backupCopyVault) || [];
  if (vault !== stack) {
    return `backupCopyVault is ${backupCopyVault}, and must be the ARN of a vault of the name ${stack} (infra/backup_vault.yml).`;
  }
  if (kmsKeyArn && copied !== region && !kmsKeyArn.includes(":key/mrk-")) {
    return `kmsKeyArn is no multi-Region key, so it cannot encrypt the salt in ${copied}, where the backups are copied to.`;
  }
  return null;
}

function regionOf(vault) {
  return vault ? ARN.exec(vault)[1] : null;
}

function replicate(Resources, region, key) {
  const replica = { Region: region };
  // The replica of a multi-Region key differs from it by the region alone.
  if (key) replica.KmsKeyId = key.replace(/:kms:[\w-]+:/, `:kms:${region}:`);
  for (const name of SECRETS) Resources[name].Properties.ReplicaRegions = [replica];
}

module.exports = backup;
