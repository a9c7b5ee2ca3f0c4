"""Body parts and views as hospitals write them, in many languages.

The words come from these sources:

- English: PS3.16 annex L and PS3.3 C.8.1.1; RSNA pneumonia challenge, MIDRC-RICORD, MIMIC-CXR (USA).
- Spanish: PadChest, BIMCV-COVID19+ and the SIIM-FISABIO-RSNA challenge, whose headers have ``TORAX``,
  ``2- TORAX``, ``PECHO``, ``PORT CHEST`` and ``T?RAX``, the rest of an accent that was lost.
- Portuguese: BRAX (Brazil). Italian: BrixIA. German: the COVID-19 image repository of Hannover.
- Vietnamese: VinDr-CXR. Russian: MosMedData. Chinese: Shenzhen. Japanese: JSRT. Turkish, French, Dutch,
  Polish, Czech and others: the words of radiology departments in those languages.

All of them stand here as ``folded`` gives them.
"""

# ruff: noqa: RUF001  (words in other scripts are meant)

import re
import unicodedata

_UNDECOMPOSED = str.maketrans({"Ł": "L", "Ø": "O", "Đ": "D", "Æ": "AE", "Œ": "OE"})
"""Letters that Unicode does not take apart into a plain one and a mark."""

_LOST = "\ufffd"

_CHEST = (
    *("CHEST", "THORAX", "THORAKS", "TORAX", "TORACE", "TORAKS", "TORAKAL", "THORACIC CAVITY", "CXR"),
    *("LUNG", "PULMO", "PULMAO", "PECHO", "PEITO", "POITRINE", "POUMON", "CAGE THORACIQUE", "PETTO"),
    *("POLMON", "BRUSTKORB", "BRUSTRAUM", "BRUSTORGAN", "BORSTKAS", "BORSTHOLTE", "LONGEN", "LONGFOTO"),
    *("BROSTKORG", "BRYSTKASSE", "RINTAKEHA", "KEUHKO", "KLATKA PIERSIOWA", "KLATKI PIERSIOWEJ", "PLUCA"),
    *("HRUDNIK", "HRUDNIKU", "PLICE", "PRSNI KOS", "GRUDNI KOS", "PLJUCA", "MELLKAS", "PIEPT", "PLAMAN"),
    *("GOGUS", "AKCIGER", "NGUC", "PHOI", "DADA", "PARU", "TORAC", "THORACAL", "THORACE"),
    *("ΘΩΡΑΚΑΣ", "ΘΩΡΑΚΟΣ", "ΘΩΡΑΞ", "ΠΝΕΥΜΟΝ", "ГРУДНАЯ КЛЕТКА", "ГРУДНОЙ КЛЕТКИ", "ГРУДЬ", "ОГК"),
    "ЛЕГКИЕ",
    *("ГРУДНА КЛІТКА", "ЛЕГЕНІ", "ГРЪДЕН КОШ", "صدر", "חזה"),
)
"""How words for the chest and the lungs begin."""

_CHEST_ALONE = ("BRUST", "BORST", "BRYST", "BROST", "RINTA", "KLATKA", "HRUD", "LONG", "LONGS", "THORACIC")
"""Words that mean the chest only where nothing else is said: some also mean the breast or a length."""

_CHEST_ANYWHERE = ("CHEST", "THORAX", "TORAX", "胸部", "胸片", "肺", "흉부")
"""Words that are also part of longer ones, as in ``PORTCHEST``."""

_SPINE = (
    *("SPINE", "SPINAL", "COLUMNA", "COLUNA", "COLONN", "RACHI", "WIRBEL", "BRUSTWIRBEL", "BWS", "VERTEBR"),
    *("WERVEL", "KREGOSLUP", "PATER", "ПОЗВОН", "胸椎", "흉추"),
)
"""How words for the spine begin, whose middle part many languages call after the chest."""

_PLACEHOLDERS = {
    *("UNKNOWN", "UNK", "UNKNOW", "UNDEFINED", "UNSPECIFIED", "NOT SPECIFIED", "NOT DEFINED", "NOT KNOWN"),
    *("NONE", "NULL", "NIL", "N A", "NA", "NAN", "NOT APPLICABLE", "NOT AVAILABLE", "OTHER", "DEFAULT"),
    *("GENERAL", "STANDARD", "MISC", "ANY", "EMPTY", "BLANK", "TBD", "X", "XX", "XXX", "0", "00", "UNDEF"),
    *("ANONYMIZED", "ANONYMISED", "ANONYMOUS", "ANON", "REMOVED", "DELETED", "REDACTED", "DEIDENTIFIED"),
    *("DESCONOCIDO", "DESCONOCIDA", "NO ESPECIFICADO", "SIN ESPECIFICAR", "OTRO", "OTROS", "DESCONHECIDO"),
    *("NAO ESPECIFICADO", "INCONNU", "INCONNUE", "NON SPECIFIE", "AUTRE", "SCONOSCIUTO", "NON SPECIFICATO"),
    *("UNBEKANNT", "KEINE ANGABE", "NICHT ANGEGEBEN", "SONSTIGE", "SONSTIGES", "ONBEKEND", "OKAND", "UKJENT"),
    *("UKENDT", "TUNTEMATON", "NIEZNANE", "NIEZNANY", "NEZNAMO", "NEZNAMY", "ISMERETLEN", "NECUNOSCUT"),
    *("BELIRSIZ", "BILINMIYOR", "НЕИЗВЕСТНО", "НЕ УКАЗАНО", "KHONG RO", "不明", "未知", "其他"),
}
"""What is written where nothing is known."""

_NOT_FRONTAL = re.compile(
    # Lateral; BILATERAL, FLAT and PLATE are none.
    r"(?<![FPI])LAT|PERFIL|PROFIL|\bSEIT(E|L)|\bBOCZN|\bBOCN|БОКОВ|БІЧН|\bYAN\b|\bOLDAL|\bΠΛΑΓΙ|\bZIJ|\bDWARS"
    r"|\bSIDE\b|\bSIDEBILLED|\bSIDO|\bSIVU|\bNGHIENG|\bSAMPING|側|侧|측면|جانبي|\bSWIMMER"
    # Oblique.
    r"|OBL|\bSCHRAG|\bSCHRAEG|\bSKRA|\bSNED|\bSCHUIN|\bSKOSN|\bSIKM|\bКОС|\bFERDE|\bCHECH|斜"
    # Lying on a side.
    r"|DECUB|\bSEITENLAG"
    # View Position of PS3.3 C.8.1.1, alone or behind the direction, as MIMIC-CXR has it: AP RLD.
    r"|\b(LL|RL|LLD|RLD|LLO|RLO|LAO|RAO|LPO|RPO|LLAT|RLAT|LLDECUB|RLDECUB)\b"
    # PadChest writes L.
    r"|^L$"
)
"""Views from the side, and slanting ones."""

_SOME_LETTERS = 3


def plain_letters(words: str) -> str:
    """Return the words in upper case, without accents. A letter that was lost on its way becomes ``?``."""
    letters = unicodedata.normalize("NFKD", words.upper().replace(_LOST, "?"))
    plain = "".join(c for c in letters if not unicodedata.combining(c)).translate(_UNDECOMPOSED)
    return unicodedata.normalize("NFC", plain)


def folded(words: str) -> str:
    """Return the plain letters as words parted by single blanks, without punctuation."""
    return " ".join(re.sub(r"[^\w?]|_", " ", plain_letters(words)).split())


def is_placeholder(words: str) -> bool:
    """Return whether the words name nothing: they have no letter, or are a value such as NONE."""
    plain = folded(words)
    return not any(c.isalpha() for c in plain) or plain in _PLACEHOLDERS


def names_chest(words: str) -> bool:
    """Return whether a body part or region is the chest, or contains it."""
    plain = folded(words)
    if _names_any(plain, _SPINE_WORDS):
        return False
    alone = plain in _CHEST_ALONE
    return alone or _names_any(plain, _CHEST_WORDS) or any(word in plain for word in _CHEST_ANYWHERE)


def names_other_view(words: str) -> bool:
    """Return whether a view is another than from the front: lateral, oblique or decubitus."""
    return _NOT_FRONTAL.search(folded(words)) is not None


def _names_any(plain: str, vocabulary: tuple[str, ...]) -> bool:
    if any(f" {word}" in f" {plain}" for word in vocabulary):
        return True
    return any(_is_damaged(token, word) for token in plain.split() if "?" in token for word in vocabulary)


def _is_damaged(token: str, word: str) -> bool:
    """Return whether ``token`` is ``word`` with letters lost.

    Each lost letter left one mark for each of its bytes.
    """
    known = re.split(r"\?+", token)
    if sum(map(len, known)) < _SOME_LETTERS:
        return False
    return re.fullmatch(r"\w{0,2}".join(map(re.escape, known)), word) is not None


_CHEST_WORDS = tuple(folded(word) for word in _CHEST)
_SPINE_WORDS = tuple(folded(word) for word in _SPINE)
