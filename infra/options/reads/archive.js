"use strict";

// The bucket of the record of reads, and who may write to it: CloudTrail, for this trail alone.

const ARCHIVE = { "Fn::GetAtt": ["ArchiveBucket", "Arn"] };
const OBJECTS = { "Fn::Sub": "${ArchiveBucket.Arn}/*" };

function archive({ UploadsBucket }, mode, days, trail) {
  // As private and as encrypted as the films.
  const { PublicAccessBlockConfiguration, OwnershipControls, BucketEncryption } = UploadsBucket.Properties;
  const bucket = {
    Type: "AWS::S3::Bucket",
    // It outlives the stack of every stage: S3 deletes no bucket with locked objects.
    DeletionPolicy: "RetainExceptOnCreate",
    UpdateReplacePolicy: "Retain",
    Properties: {
      PublicAccessBlockConfiguration,
      OwnershipControls,
      BucketEncryption,
      VersioningConfiguration: { Status: "Enabled" },
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        ObjectLockEnabled: "Enabled",
        Rule: { DefaultRetention: { Mode: mode, Days: days } },
      },
      LifecycleConfiguration: { Rules: expiry(days) },
    },
  };
  return { bucket, policy: policy(trail) };
}

// S3 deletes nothing that is still locked, so each step waits for the lock to end.
function expiry(days) {
  return [
    {
      Id: "expire-records",
      Status: "Enabled",
      ExpirationInDays: days + 1,
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
    },
    { Id: "remove-delete-markers", Status: "Enabled", ExpiredObjectDeleteMarker: true },
    { Id: "abandon-incomplete-uploads", Status: "Enabled", AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
  ];
}

function policy(trail) {
  const arn = "arn:${AWS::Partition}:cloudtrail:${AWS::Region}:${AWS::AccountId}:trail/" + trail;
  // Otherwise a trail of somebody else could have CloudTrail write here.
  const ours = { "aws:SourceArn": { "Fn::Sub": arn } };
  const cloudTrail = { Service: "cloudtrail.amazonaws.com" };
  return {
    Type: "AWS::S3::BucketPolicy",
    Properties: {
      Bucket: { Ref: "ArchiveBucket" },
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "LetTheTrailSeeWhoseBucketItIs",
            Effect: "Allow",
            Principal: cloudTrail,
            Action: "s3:GetBucketAcl",
            Resource: ARCHIVE,
            Condition: { StringEquals: ours },
          },
          {
            Sid: "LetTheTrailWrite",
            Effect: "Allow",
            Principal: cloudTrail,
            Action: "s3:PutObject",
            Resource: { "Fn::Sub": "${ArchiveBucket.Arn}/AWSLogs/${AWS::AccountId}/*" },
            Condition: { StringEquals: { ...ours, "s3:x-amz-acl": "bucket-owner-full-control" } },
          },
          denied("TlsOnly", { Bool: { "aws:SecureTransport": "false" } }),
          denied("Tls12OrLater", { NumericLessThan: { "s3:TlsVersion": "1.2" } }),
        ],
      },
    },
  };
}

function denied(sid, condition) {
  const all = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [ARCHIVE, OBJECTS] };
  return { Sid: sid, ...all, Condition: condition };
}

module.exports = archive;
