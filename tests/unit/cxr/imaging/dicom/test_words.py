"""Body parts and views as hospitals of many countries write them."""

from typing import Any

import pytest

from cxr.errors import FilmRefused
from cxr.imaging.reader import read
from cxr.study import RefusalReason
from tests.support.films.dicoms import deep_chest, dicom, raw

FILM = deep_chest(12, 100, 80)

CHESTS = [
    # Public collections: SIIM-FISABIO-RSNA, PadChest, BIMCV, BRAX, RICORD; then other countries.
    *("CHEST", "PORT CHEST", "CHEST PORTABLE", "CHEST 2 VIEWS", "PORTCHEST", "Chest", "chest"),
    *("CHEST^PA", "TORAX", "Torax", "2- TORAX", "TÓRAX", "TÒRAX", "T?RAX", "T\ufffdRAX", "T??RAX"),
    *("TORAX PA", "RX TORAX", "PECHO", "Pecho", "THORAX", "THORAX AP", "THORAX_PA", "CXR", "LUNG"),
    *("LUNGS", "TORACE", "RX TORACE", "PETTO", "POLMONI", "PEITO", "PULMÃO", "PULMON", "PULMONES"),
    *("POITRINE", "POUMONS", "BRUSTKORB", "BRUST", "LUNGE", "THORAX STEHEND", "BORSTKAS", "X-THORAX"),
    *("LONGEN", "BRÖSTKORG", "BR?STKORG", "LUNGOR", "BRYSTKASSE", "RINTAKEHÄ", "KEUHKOT"),
    *("KLATKA PIERSIOWA", "PŁUCA", "HRUDNÍK", "PLÍCE", "MELLKAS", "GÖĞÜS", "AKCİĞER", "TORAKS"),
    *("NGỰC", "PHỔI", "ГРУДНАЯ КЛЕТКА", "ОГК", "ЛЁГКИЕ", "ΘΩΡΑΚΑΣ", "胸部", "흉부", "PULMÕES"),
    *("THORACIC CAVITY", "CHEST,ABDOMEN", "THORAX P.A.", "THX", "CARDIOPULMONAR", "RX PULMONAIRE"),
    *("EMITORACE", "BETTLUNGE", "HERZ-LUNGE", "LIEGENDTHORAX", "KL. PIERSIOWA", "Klatka piers."),
    *("RTG KLATKI PIERS", "KLP", "PŁUC", "PA AC GRAFİSİ", "TIM PHỔI", "LỒNG NGỰC"),
]
PLACEHOLDERS = [
    *("UNKNOWN", "Unknown", "UNK", "UNDEFINED", "UNSPECIFIED", "NOT SPECIFIED", "NONE", "N/A", "NA"),
    *("null", "OTHER", "DEFAULT", "ANONYMIZED", "REMOVED", "DESCONOCIDO", "INCONNU", "UNBEKANNT"),
    *("不明", "-", "--", ".", "?", "???", "*", "0", "XXX", "n.a.", "[UNKNOWN]", "<none>", "OTHERS"),
    *("NOT SET", "NO_BODY_PART", "NOVALUE", "BODY PART", "UNASSIGNED", "UNDETERMINED", "MISC."),
    *("INDEFINIDO", "NO DEFINIDO", "SIN ASIGNAR", "NO APLICA", "OTROS", "NÃO INFORMADO", "OUTROS"),
    *("DESCONHECIDA", "NON RENSEIGNÉ", "NON DÉFINI", "AUTRES", "INDÉTERMINÉ", "NICHT DEFINIERT"),
    *("k.A.", "ANDERE", "KEINE ANGABE", "NON DEFINITO", "ALTRO", "NESSUNO", "BRAK", "INNE"),
    *("NIEOKREŚLONE", "NIE DOTYCZY", "DİĞER", "BELİRTİLMEMİŞ", "TANIMSIZ", "KHÔNG XÁC ĐỊNH", "KHÁC"),
    *("XXXX", "\ufffd\ufffd", "¿¿"),
]
ELSEWHERE = [
    *("HAND", "SKULL", "ABDOMEN", "TSPINE", "KNEE", "PATELLA", "HIP", "PELVIS", "RIBS", "SHOULDER"),
    *("WRIST", "MANO", "MÃO", "MAIN", "HANDGELENK", "RODILLA", "CRÁNEO", "KNIE", "COLUMNA DORSAL"),
    *("COLUMNA TORACICA", "COLUNA TORACICA", "BRUSTWIRBELSÄULE", "BWS", "RACHIS DORSAL"),
    *("RACHIDE TORACICO", "THORACIC SPINE", "FEHLSTELLUNG", "LONG LEG", "LONG BONE", "ПОЗВОНОЧНИК"),
    *("胸椎", "MAMA", "BREAST", "CỘT SỐNG NGỰC", "COT SONG NGUC", "GÖĞÜS OMURGASI", "TORAKAL OMURGA"),
    *("TORACOLOMBARE", "TÓRACO-LUMBAR", "BRUST-WS", "2 STELLUNGEN HAND", "INNENOHR", "OTRA MANO"),
]
LATERAL = [
    *("LL", "RL", "LATERAL", "LAT", "LLAT", "RLAT", "L LAT", "CHEST LATERAL", "XTABLE LATERAL", "L"),
    *("SWIMMERS", "PERFIL", "Perfil", "PERFIL IZQUIERDO", "PROFIL", "PROFIL GAUCHE", "PROFILO"),
    *("LATERALE", "LATERO-LATERALE", "SEITLICH", "SEITL.", "SEITE", "BOCZNE", "BOČNÁ", "БОКОВАЯ"),
    *("YAN", "OLDALFELVÉTEL", "SIDE", "NGHIÊNG", "側面", "侧位", "측면", "LLD", "RLD", "AP RLD", "PA LLD"),
    *("DECUBITUS", "DECÚBITO LATERAL", "LEFT DECUBITUS", "OBLIQUE", "OBLICUA", "OBLÍCUA", "SCHRÄG"),
    *("LAO", "RAO", "LPO", "RPO", "LLO", "SKOŚNE", "斜位", "L-L", "BOK", "Z BOKU", "ПРОФИЛ", "STRANSKA"),
    *("LINKS ANLIEGEND", "CROSS TABLE", "DECUBITO LATERAL", "CHẾCH", "NGỰC NGHIÊNG", "SOL YAN"),
    *("OBLİK", "LATEROLATERALE"),
]
FRONTAL = [
    *("PA", "AP", "pa", "AP SUPINE", "AP_horizontal", "POSTEROANTERIOR", "ANTEROPOSTERIOR"),
    *("PA ERECT", "FRONTAL", "FACE", "FRENTE", "VON VORN", "DORSOVENTRAL", "AP AXIAL", "LORDOTIC"),
    *("BILATERAL", "AP FLAT", "AP BEDSIDE", "UNKNOWN", "", "正面", "P.A.", "AP PORTABLE"),
    *("DECÚBITO SUPINO", "DECUBITO DORSAL", "AP DECUB SUPINO", "PA INHALATION", "EXHALATION"),
    *("DILATED", "AP SUPINO", "BIPEDESTACIÓN", "THẲNG", "ÖN-ARKA", "P-A NA STOJĄCO", "LIEGEND"),
    *("ORTOSTASE",),
]


def outcome(**elements: Any) -> RefusalReason | None:
    try:
        read(dicom(FILM, SpecificCharacterSet="ISO_IR 192", **elements))
    except FilmRefused as e:
        return e.reason
    return None


def utf8(keyword: str, words: str) -> Any:
    return raw(keyword, words.encode())


@pytest.mark.parametrize("words", CHESTS)
def test_a_chest_is_read_in_any_language(words: str) -> None:
    assert outcome(BodyPartExamined=utf8("BodyPartExamined", words)) is None


@pytest.mark.parametrize("words", ["TÓRAX", "PULMÃO", "BRÖSTKORG", "RINTAKEHÄ"])
def test_a_chest_is_read_in_latin_letters_of_one_byte(words: str) -> None:
    assert outcome(BodyPartExamined=raw("BodyPartExamined", words.encode("latin-1"))) is None


@pytest.mark.parametrize("words", PLACEHOLDERS)
def test_a_body_part_that_says_nothing_is_none(words: str) -> None:
    assert outcome(BodyPartExamined=utf8("BodyPartExamined", words)) is None


@pytest.mark.parametrize("words", ELSEWHERE)
def test_another_body_part_is_refused_in_any_language(words: str) -> None:
    assert outcome(BodyPartExamined=utf8("BodyPartExamined", words)) is RefusalReason.OTHER_BODY_PART


@pytest.mark.parametrize("words", LATERAL)
def test_a_view_from_the_side_is_refused_in_any_language(words: str) -> None:
    assert outcome(ViewPosition=utf8("ViewPosition", words)) is RefusalReason.NOT_FRONTAL


@pytest.mark.parametrize("words", FRONTAL)
def test_a_view_from_the_front_is_read_in_any_language(words: str) -> None:
    assert outcome(ViewPosition=utf8("ViewPosition", words)) is None
