"""Views and regions as DICOM codes them: by values of SNOMED that mean the same in every language."""

SNOMED_SCHEMES = {"SCT", "SRT", "SNM3", "99SDM"}
"""What Coding Scheme Designator calls SNOMED, now and in older files (PS3.16 section 8)."""

NOT_FRONTAL_VIEWS = {
    *("399067008", "R-102CD"),  # lateral
    *("399173006", "R-10236"),  # left lateral
    *("399198007", "R-10232"),  # right lateral
    *("399352003", "R-10228"),  # lateral-medial
    *("399260004", "R-10224"),  # medial-lateral
    *("399182000", "R-102C1"),  # oblique
    *("260427002", "R-40783"),  # lateral oblique
    *("260426006", "R-40782"),  # medial oblique
    *("399099002", "R-10230"),  # latero-medial oblique
    *("399368009", "R-10226"),  # medio-lateral oblique
    *("399184004", "R-10238"),  # left oblique
    *("399236003", "R-10234"),  # right oblique
    *("399135007", "R-10220"),  # left anterior oblique
    *("399006002", "R-10212"),  # left posterior oblique
    *("399356000", "R-40985"),  # right anterior oblique
    *("399038007", "R-10210"),  # right posterior oblique
    *("399312000", "R-10208"),  # antero-posterior oblique
    *("399059000", "R-10216"),  # postero-anterior oblique
    *("399160007", "R-10204"),  # frontal oblique
    *("399004004", "R-10246"),  # oblique axial
    *("399132005", "R-10252"),  # frontal-oblique axial
    *("399325008", "R-10254"),  # sagittal-oblique axial
    *("399225005", "R-10250"),  # oblique caudo-cranial
    *("399288005", "R-10248"),  # oblique cranio-caudal
}
"""The lateral and oblique views of PS3.16 CID 4010, each as SNOMED CT and as SNOMED-RT has it."""

CHEST_REGIONS = {
    *("816094009", "51185008", "T-D3000"),  # chest, also as it was coded before
    *("43799004", "T-D3200"),  # thoracic cavity
    *("39607008", "T-28000"),  # lung
    *("86598002", "T-280A0"),  # apex of lung
    *("416550000", "R-FAB55"),  # chest and abdomen
    *("417437006", "R-FAB52"),  # neck and chest
    *("416775004", "R-FAB56"),  # chest, abdomen and pelvis
    *("416152001", "R-FAB53"),  # neck, chest and abdomen
    *("416319003", "R-FAB54"),  # neck, chest, abdomen and pelvis
}
"""Regions of PS3.16 CID 4009 and 4031 with the chest in them, and what else counts as chest in words."""
