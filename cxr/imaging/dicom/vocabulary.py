"""Words for body parts and views, in many languages.

They come from these sources:

- English: PS3.16 annex L and PS3.3 C.8.1.1; RSNA pneumonia challenge, MIDRC-RICORD, MIMIC-CXR (USA).
- Spanish: PadChest, BIMCV-COVID19+ and the SIIM-FISABIO-RSNA challenge, whose headers have ``TORAX``,
  ``2- TORAX``, ``PECHO``, ``PORT CHEST`` and ``T?RAX``, the rest of an accent that was lost.
- Portuguese: BRAX (Brazil). Italian: BrixIA. German: the COVID-19 image repository of Hannover.
- Vietnamese: VinDr-CXR. Russian: MosMedData. Chinese: Shenzhen. Japanese: JSRT. Turkish, French, Dutch,
  Polish, Czech and others: the words of radiology departments in those languages.

All of them stand here as ``folded`` gives them, but for those with accents, which may be lost.
"""

# ruff: noqa: RUF001  (words in other scripts are meant)

import re

CHEST = (
    *("CHEST", "THORAX", "THORAKS", "TORAX", "TORACE", "TORAKS", "TORAKAL", "THORACIC CAVITY", "CXR", "THX"),
    *("LUNG", "PULM", "PECHO", "PEITO", "POITRINE", "POUMON", "CAGE THORACIQUE", "PETTO", "EMITORAC"),
    *("POLMON", "BRUSTKORB", "BRUSTRAUM", "BRUSTORGAN", "BORSTKAS", "BORSTHOLTE", "LONGEN", "LONGFOTO"),
    *("BETTLUNGE", "HERZLUNGE", "LIEGENDLUNGE", "CARDIOPULM", "CARDIOTORAC", "CARDIOTHORA"),
    *("BROSTKORG", "BRYSTKASSE", "RINTAKEHA", "KEUHKO", "KLATKA PIERS", "KLATKI PIERS", "KL PIERS", "KLP"),
    *("PLUC", "HRUDNIK", "HRUDNIKU", "PLICE", "PRSNI KOS", "GRUDNI KOS", "PLJUCA", "MELLKAS", "PIEPT"),
    *("PLAMAN", "GOGUS", "AKCIGER", "PAAC", "PA AC", "AC GRAFI", "NGUC", "PHOI", "DADA", "PARU", "TORAC"),
    *("THORACAL", "THORACE", "THORACIQUE"),
    *("ΘΩΡΑΚΑΣ", "ΘΩΡΑΚΟΣ", "ΘΩΡΑΞ", "ΠΝΕΥΜΟΝ", "ГРУДНАЯ КЛЕТКА", "ГРУДНОЙ КЛЕТКИ", "ГРУДЬ", "ОГК"),
    "ЛЕГКИЕ",
    *("ГРУДНА КЛІТКА", "ЛЕГЕНІ", "ГРЪДЕН КОШ", "صدر", "חזה"),
)
"""How words for the chest and the lungs begin."""

CHEST_ALONE = ("BRUST", "BORST", "BRYST", "BROST", "RINTA", "KLATKA", "HRUD", "LONG", "LONGS", "THORACIC")
"""Words that mean the chest only where nothing else is said: some also mean the breast or a length."""

CHEST_ANYWHERE = ("CHEST", "THORAX", "TORAX", "胸部", "胸片", "肺", "흉부")
"""Words that are also part of longer ones, as in ``PORTCHEST``."""

CHEST_ACCENTED = ("TÓRAX", "TORÁCIC-", "GÖĞÜS", "AKCİĞER-", "NGỰC", "PHỔI", "PŁUC-")
"""Words for the chest as they are spelled; a hyphen: how they begin."""

SPINE = (
    *("SPINE", "SPINAL", "COLUMNA", "COLUNA", "COLONN", "RACHI", "WIRBEL", "BRUSTWIRBEL", "BWS", "VERTEBR"),
    *("WERVEL", "KREGOSLUP", "PATER", "OMURG", "COT SONG", "ПОЗВОН", "胸椎", "흉추"),
)
"""How words for the spine begin, whose middle part many languages call after the chest."""

SPINE_ANYWHERE = ("LUMBAR", "LOMBAR")
"""The lower part of the spine, which also stands behind a word for the chest: ``TORACOLOMBARE``."""

SPINE_ACCENTED = ("CỘT SỐNG", "KRĘGOSŁUP-")
"""Words for the spine as they are spelled; a hyphen: how they begin."""

PLACEHOLDERS = {
    *("UNK", "NONE", "NULL", "NIL", "N A", "NA", "NAN", "ND", "N D", "OTHER", "DEFAULT", "ALL", "SELECT"),
    *("GENERAL", "GENERIC", "STANDARD", "ANY", "EMPTY", "BLANK", "TBD", "BODYPART", "BODY PART", "K A"),
    *("INNE", "INNY", "INNA", "ONBEKEND", "OKAND", "UKJENT", "UKENDT", "TUNTEMATON", "NEZNAMO", "NEZNAMY"),
    *("ISMERETLEN", "NECUNOSCUT", "НЕИЗВЕСТНО", "НЕ УКАЗАНО", "不明", "未知", "其他"),
}
"""What is written where nothing is known."""

NOTHING = re.compile(
    # English.
    r"(UN(KNOW|DEF|SPEC|ASSIGN|DETERM)|NOT |NO |NOVAL|NULL |OTHERS$|MISC|ANON|REMOVED|DELETED|REDACTED"
    r"|DEIDENT|X+$"
    # German, French, Italian, Spanish, Portuguese.
    r"|UNBEKANNT|UNBESTIMMT|NICHT |KEINE?\b|ANDERE[RS]?$|SONSTIG|OHNE "
    r"|NON |INDEF|INDET|INCONN|AUCUN|AUTRES?$|SANS |SCONOSC|NESSUN|ALTR[OIAE]$|SENZA "
    r"|SIN (DEF|ESP|ASIG|DATO|INFO|DETERM|VALOR)|DESCONO|NINGUN|OTR[OA]S?$"
    r"|NAO |SEM |DESCONH|NENHUM|OUTR[OA]S?$"
    # Polish, Turkish, Vietnamese.
    r"|BRAK\b|NIE |NIEOKRES|NIEZNAN|BEZ |DIGER$|BILINM|BELIRTILM|BELIRSIZ|BELIRLENM|TANIMSIZ|TANIMLANM"
    r"|KHONG\b|CHUA |KHAC$)"
)
"""How words begin that say that nothing is known, or that something else is meant than the others."""

NOT_FRONTAL = re.compile(
    # Lateral; BILATERAL, FLAT, PLATE, DILATED and INHALATION are none.
    r"(?<![FPI])LAT(?!ION|ED\b|ING\b)|PERFIL|PROFIL|ПРОФИЛ|\bSEIT(E|L)|ANLIEGEND|\bBOCZN|\bBOCN|\bBOKU?\b"
    r"|БОКОВ|БІЧН|\bYAN\b|\bOLDAL|\bΠΛΑΓΙ|\bZIJ|\bDWARS|\bL L\b|\bSTRANSK|\b(CROSS|X) ?TABLE"
    r"|\bSIDE\b|\bSIDEBILLED|\bSIDO|\bSIVU|\bNGHIENG|\bSAMPING|側|侧|측면|جانبي|\bSWIMMER"
    # Oblique.
    r"|OBL|\bSCHRAG|\bSCHRAEG|\bSKRA|\bSNED|\bSCHUIN|\bSKOSN|\bSIKM|\bКОС|\bFERDE|\bCHECH|斜"
    # Lying on a side; DECUBITO SUPINO is on the back, as many films of the bed are.
    r"|DECUB(?!\w* (SUPIN|DORS|PRON|VENTR))|\bSEITENLAG"
    # View Position of PS3.3 C.8.1.1, alone or behind the direction, as MIMIC-CXR has it: AP RLD.
    r"|\b(LL|RL|LLD|RLD|LLO|RLO|LAO|RAO|LPO|RPO|LLAT|RLAT|LLDECUB|RLDECUB)\b"
    # PadChest writes L.
    r"|^L$"
)
"""Views from the side, and slanting ones."""

NOT_FRONTAL_ACCENTED = ("SCHRÄG-", "SKOŚN-", "NGHIÊNG", "CHẾCH", "BOČN-", "ŠIKM-")
"""Such views as they are spelled; a hyphen: how they begin."""
