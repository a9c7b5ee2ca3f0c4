"use strict";

// What CloudTrail records: every act on films, results and tables that the audit trail of the pages cannot know of.

const UPLOADS = "${UploadsBucket.Arn}/";
const READERS = ["ClassifyRole", "BackupRole"];
const TABLES = ["StudiesTable", "VerdictsTable", "MembersTable"];

function selectors(Resources) {
  const roles = Object.keys(Resources).filter((name) => Resources[name].Type === "AWS::IAM::Role");
  const objects = (name, prefix, ...fields) =>
    data(name, "AWS::S3::Object", { Field: "resources.ARN", StartsWith: [{ "Fn::Sub": prefix }] }, ...fields);
  const items = (name, tables, ...fields) => data(name, "AWS::DynamoDB::Table", named(tables), ...fields);
  return [
    // A table that is recovered, or a secret that is fetched, is a read, too. Keys are used at each of them.
    selector("Management", category("Management"), { Field: "eventSource", NotEquals: ["kms.amazonaws.com"] }),
    objects("Results", "${ResultsBucket.Arn}/"),
    // Names of files in the inbox may name patients, and the product keeps none of them. So the record has such a name
    // only where somebody other than the function, or the backup, read the film.
    objects("Reads of films", UPLOADS, is("readOnly", "true"), notBy(roles.filter((name) => READERS.includes(name)))),
    objects("Changes of uploads", `${UPLOADS}uploads/`, is("readOnly", "false")),
    // What the functions read is in the audit trail of the pages.
    items("Tables", TABLES, notBy(roles)),
    // Functions included: the key of an event is a digest of it, so the archive shows which events there were.
    items("Audit trail", ["AuditTable"]),
  ];
}

function selector(name, ...fields) {
  return { Name: name, FieldSelectors: fields };
}

function data(name, type, ...fields) {
  return selector(name, category("Data"), is("resources.type", type), ...fields);
}

function category(value) {
  return is("eventCategory", value);
}

function is(field, value) {
  return { Field: field, Equals: [value] };
}

function named(tables) {
  return { Field: "resources.ARN", Equals: tables.map((table) => ({ "Fn::GetAtt": [table, "Arn"] })) };
}

function notBy(roles) {
  const session = (role) => ({ "Fn::Sub": "arn:${AWS::Partition}:sts::${AWS::AccountId}:assumed-role/${" + role + "}/" });
  return { Field: "userIdentity.arn", NotStartsWith: roles.map(session) };
}

module.exports = selectors;
