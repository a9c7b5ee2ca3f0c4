// `node tests/fhir/validate.mjs FILE` prints what is wrong with a FHIR R4 resource, and exits 1 if anything is.
import { readFileSync } from "node:fs";

import fhir from "fhir";

const resource = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { messages } = new fhir.Fhir().validate(resource, { errorOnUnexpected: true });
// Its warnings are about code systems that it does not contain.
const errors = messages.filter(({ severity }) => severity === "error");
for (const { location, message } of errors) console.log(`${location}: ${message}`);
process.exitCode = errors.length ? 1 : 0;
