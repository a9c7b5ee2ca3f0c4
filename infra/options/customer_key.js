"use strict";

// Has everything that keeps data encrypt it with a key of the customer, and lets the roles use that key.

const ENCRYPTED = {
  "AWS::S3::Bucket": (properties, key) => {
    const rule = { SSEAlgorithm: "aws:kms", KMSMasterKeyID: key };
    // One call to KMS for many objects.
    properties.BucketEncryption = {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: rule, BucketKeyEnabled: true }],
    };
  },
  "AWS::DynamoDB::Table": (properties, key) => {
    properties.SSESpecification = { SSEEnabled: true, SSEType: "KMS", KMSMasterKeyId: key };
  },
  "AWS::SQS::Queue": (properties, key) => {
    delete properties.SqsManagedSseEnabled;
    properties.KmsMasterKeyId = key;
  },
  "AWS::SNS::Topic": (properties, key) => (properties.KmsMasterKeyId = key),
  "AWS::SecretsManager::Secret": (properties, key) => (properties.KmsKeyId = key),
  "AWS::Logs::LogGroup": (properties, key) => (properties.KmsKeyId = key),
  "AWS::CloudTrail::Trail": (properties, key) => (properties.KMSKeyId = key),
};

// It reads and writes nothing but its log, which CloudWatch encrypts.
const WITHOUT_DATA = ["TokensRole"];

function customerKey({ Resources }, { kmsKeyArn }) {
  if (!kmsKeyArn) return null;
  for (const [name, resource] of Object.entries(Resources)) {
    ENCRYPTED[resource.Type]?.((resource.Properties ||= {}), kmsKeyArn);
    if (resource.Type === "AWS::IAM::Role" && !WITHOUT_DATA.includes(name)) allow(resource, kmsKeyArn);
  }
  return null;
}

function allow(role, key) {
  const statement = { Sid: "UseTheKey", Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: key };
  role.Properties.Policies[0].PolicyDocument.Statement.push(statement);
}

module.exports = customerKey;
