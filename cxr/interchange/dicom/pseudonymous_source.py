"""A reference to a film -> the header that its results repeat, with a pseudonym for the patient."""

from pydicom.dataset import Dataset
from pydicom.uid import UID

from cxr.imaging.film_reference import FilmReference
from cxr.interchange.dicom.presentation_state import grey_table
from cxr.interchange.dicom.source import SourceHeader

_METHOD = "Made without identity; UIDs of the film are kept"


def pseudonymous_source(reference: FilmReference, patient_hash: str | None) -> SourceHeader:
    """Return the header. It has the UIDs of the film, by which a result is filed beside it.

    Name, number, dates and accession number are in none of it: the hash of the Patient ID stands for the
    patient. Times of results are in UTC.
    """
    header = Dataset()
    for keyword, values in reference.elements.items():
        typed = [int(value) for value in values] if keyword in ("Rows", "Columns") else list(values)
        setattr(header, keyword, typed[0] if len(typed) == 1 else typed)
    for keyword, table in reference.tables.items():
        setattr(header, keyword, [grey_table(table)])
    header.PatientID = patient_hash or ""
    header.PatientIdentityRemoved, header.DeidentificationMethod = "YES", _METHOD
    header.TimezoneOffsetFromUTC = "+0000"
    return SourceHeader(
        header,
        {element.tag: element for element in header},
        UID(header.SOPClassUID),
        UID(header.SOPInstanceUID),
        UID(header.SeriesInstanceUID),
        header.Rows,
        header.Columns,
    )
