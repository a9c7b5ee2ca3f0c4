"use strict";

// Refuses a region in which a stage does not live: a deployment there would make a second, empty copy of it.
const { ListBucketsCommand, S3Client } = require("@aws-sdk/client-s3");

// What a stage is and keeps, in words for the operator. `bucket` is the name that its uploads bucket has in any region.
class StageRegion {
  constructor({ stage, file, written, bucket, region }) {
    Object.assign(this, { stage, file, wanted: written.awsRegion, region });
    const [prefix] = bucket.split("${AWS::AccountId}");
    this.prefix = prefix;
  }

  // The stage's file says where it belongs.
  refusedByFile() {
    if (!this.wanted || this.wanted === this.region) return null;
    return `The stage ${this.stage} belongs to the region ${this.wanted}, and this is ${this.region}: add --region ${this.wanted}.`;
  }

  // There is no stack here, and the file says nothing. The buckets outlive a stack, and have the region in their names.
  async refusedByBuckets(provider) {
    if (this.wanted) return null;
    let regions;
    try {
      regions = await this.regionsOfBuckets(provider);
    } catch (error) {
      if (error.name !== "AccessDenied") throw error;
      return (
        `Whether the stage ${this.stage} lives in another region is unknown without s3:ListAllMyBuckets: ` +
        `write awsRegion: ${this.region} into ${this.file} if it belongs here.`
      );
    }
    if (!regions.length || regions.includes(this.region)) return null;
    return (
      `The stage ${this.stage} lives in ${regions.join(" and ")}, and this would make a second, empty one in ` +
      `${this.region}: add --region ${regions[0]}, or write awsRegion: ${this.region} into ${this.file} if you want that.`
    );
  }

  async regionsOfBuckets(provider) {
    const client = new S3Client(await provider.getAwsSdkV3Config());
    // S3 lists the buckets of all regions.
    const { Buckets = [] } = await client.send(new ListBucketsCommand({ Prefix: this.prefix }));
    const names = Buckets.map(({ Name }) => Name).filter((name) => name.startsWith(this.prefix));
    // A stage whose name begins with this one's has no account's number there.
    return names.map((name) => /^\d{12}-(.+)$/.exec(name.slice(this.prefix.length))?.[1]).filter(Boolean);
  }
}

module.exports = StageRegion;
