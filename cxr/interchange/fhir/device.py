"""The model that judged a film, as a FHIR device."""

from cxr.interchange.fhir.coding import Json
from cxr.interchange.statement import Statement
from cxr.study import RESULT_MANUFACTURER


def device(statement: Statement) -> Json:
    """Return the model with its version and, where its card is at hand, the digest of its file."""
    made: Json = {
        "resourceType": "Device",
        "manufacturer": RESULT_MANUFACTURER,
        "deviceName": [{"name": f"{RESULT_MANUFACTURER} {statement.model}", "type": "model-name"}],
        "version": [{"value": statement.finding.model_version}],
    }
    if statement.card:
        made["identifier"] = [{"system": "urn:sha256", "value": statement.card.sha256}]
    return made
