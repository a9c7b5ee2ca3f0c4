"use strict";

// The role of AWS Backup: the rights of AWS's own policies for it, on the tables and buckets of the stage alone.

function role(tables, buckets, { permissionsBoundary, backupCopyVault, kmsKeyArn }) {
  const whole = (names) => names.map((name) => ({ "Fn::GetAtt": [name, "Arn"] }));
  const within = (names, path) => names.map((name) => ({ "Fn::Sub": `\${${name}.Arn}${path}` }));
  const arn = (service, resource, region = "${AWS::Region}") => ({
    "Fn::Sub": `arn:\${AWS::Partition}:${service}:${region}:\${AWS::AccountId}:${resource}`,
  });
  const vaults = [arn("backup", "backup-vault:${AWS::StackName}"), ...(backupCopyVault ? [backupCopyVault] : [])];
  const statements = [
    allow("BackTablesUp", TABLE, whole(tables)),
    allow("KeepBackupsOfTables", ["dynamodb:DescribeBackup", "dynamodb:DeleteBackup"], within(tables, "/backup/*")),
    allow("ListBuckets", BUCKET, whole(buckets)),
    allow("BackObjectsUp", OBJECT, within(buckets, "/*")),
    allow("WriteToTheVaults", ["backup:DescribeBackupVault", "backup:CopyIntoBackupVault"], vaults),
    allow("NameBackups", ["backup:TagResource"], [arn("backup", "recovery-point:*", "*")]),
    // The rule by which AWS Backup hears of new objects.
    allow("HearOfObjects", RULE, [arn("events", "rule/AwsBackupManagedRule*")]),
    // These know no resources that could be named beforehand.
    allow("LookAround", ANYWHERE, "*"),
  ];
  if (kmsKeyArn) statements.push(...withKey(kmsKeyArn));
  const trusted = {
    Effect: "Allow",
    Principal: { Service: "backup.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
  };
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      PermissionsBoundary: permissionsBoundary,
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [trusted] },
      Policies: [{ PolicyName: "backup", PolicyDocument: { Version: "2012-10-17", Statement: statements } }],
    },
  };
}

const TABLE = [
  ...["dynamodb:DescribeTable", "dynamodb:ListTagsOfResource"],
  ...["dynamodb:CreateBackup", "dynamodb:StartAwsBackupJob"],
];

const BUCKET = [
  ...["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketTagging", "s3:GetBucketVersioning"],
  ...["s3:GetBucketNotification", "s3:PutBucketNotification", "s3:ListTagsForResource"],
  ...["s3:GetInventoryConfiguration", "s3:PutInventoryConfiguration", "s3:ListBucket", "s3:ListBucketVersions"],
];

const OBJECT = [
  ...["s3:GetObject", "s3:GetObjectAcl", "s3:GetObjectTagging"],
  ...["s3:GetObjectVersion", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
];

const RULE = [
  ...["events:DescribeRule", "events:PutRule", "events:DeleteRule", "events:EnableRule", "events:DisableRule"],
  ...["events:ListTargetsByRule", "events:PutTargets", "events:RemoveTargets"],
];

const ANYWHERE = [
  ...["backup:CopyFromBackupVault", "cloudwatch:GetMetricData", "events:ListRules", "s3:ListAllMyBuckets"],
  "tag:GetResources",
];

// Beside what every role may do with the key of the customer.
function withKey(key) {
  return [
    allow("KnowTheKey", ["kms:DescribeKey"], key),
    {
      ...allow("LetBackupUseTheKey", ["kms:CreateGrant"], key),
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}

function allow(sid, actions, resource) {
  return { Sid: sid, Effect: "Allow", Action: actions, Resource: resource };
}

module.exports = role;
