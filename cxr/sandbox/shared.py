"""Memory that the worker shares with the process that reads its films: a file one way, a film the other.

The answer is JSON and pixels, never a pickle: a decoder that was taken over must not run code here.
"""

import json
import logging
import struct
from dataclasses import asdict, replace
from mmap import mmap
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.errors import DecoderError, FilmRefused
from cxr.imaging.film_reference import FilmReference, GreyTable
from cxr.imaging.previews.deep_film import DeepFilm
from cxr.imaging.radiograph import RetainedHeader
from cxr.imaging.reader import Pseudonym, Radiograph
from cxr.imaging.size_limits import VIEWING_SIDE
from cxr.study import MAX_UPLOAD_BYTES, DefaultWindow, RefusalReason

_LENGTHS = struct.Struct(">II")
_LONGEST_TYPE = 1024
_WORDS = 1 << 20
"""Bytes: room for the words of a header, and for two look-up tables of it."""

_LENGTH = struct.Struct(">I")
_PIXELS = VIEWING_SIDE**2
_LEVELS = np.dtype("<u2")

LogLines = list[tuple[str, int, str]]
"""Name of the logger, level and message of what was logged."""


class SharedFilm:
    """A file that is to be read, and the answer. Pages that are never touched cost no memory."""

    def __init__(self) -> None:
        self._file = mmap(-1, _LENGTHS.size + _LONGEST_TYPE + MAX_UPLOAD_BYTES)
        self._answer = mmap(-1, _WORDS + _PIXELS + _PIXELS * _LEVELS.itemsize)

    def put_file(self, data: bytes, declared_type: str | None) -> None:
        """Leave a file of at most MAX_UPLOAD_BYTES."""
        declared = (declared_type or "").encode()[:_LONGEST_TYPE]
        _put(self._file, 0, _LENGTHS.pack(len(declared), len(data)) + declared)
        _put(self._file, _LENGTHS.size + len(declared), data)

    def file(self) -> tuple[bytes, str | None]:
        """Return the bytes of the file, and its declared type."""
        declared, length = _LENGTHS.unpack_from(self._file)
        start = _LENGTHS.size + declared
        return self._file[start : start + length], self._file[_LENGTHS.size : start].decode(
            errors="replace"
        ) or None

    def put_film(self, film: Radiograph, log: LogLines) -> None:
        """Leave a film. Its header still has identifiers in the place of their pseudonyms."""
        header = asdict(film.header) if film.header else None
        text = {"size": film.image.size, "width": film.width, "height": film.height, "header": header}
        _put(self._answer, _WORDS, film.image.tobytes())
        if film.deep:
            self._levels(film.image.size)[...] = film.deep.levels
            text["window"] = _window_words(film.deep.window)
        if film.reference:
            text["reference"] = _reference_words(film.reference)
        self._put_words({"film": text, "log": log})

    def put_refusal(self, refused: FilmRefused, log: LogLines) -> None:
        """Leave the reason of a refusal, with its detail for the log."""
        self._put_words({"refused": refused.reason, "detail": refused.detail, "log": log})

    def put_failure(self, kind: str, place: str) -> None:
        """Leave the kind of an unexpected error, and its place in the code."""
        self._put_words({"failed": f"{kind} at {place}", "log": []})

    def film(self, pseudonym: Pseudonym | None) -> Radiograph:
        """Return the film. Raise FilmRefused or DecoderError where there is none.

        What was logged meanwhile is logged here, where the log knows the study.
        """
        answer = self._words()
        for name, level, message in answer["log"]:
            logging.getLogger(name).log(level, "%s", message)
        if "failed" in answer:
            raise DecoderError(answer["failed"])
        if "refused" in answer:
            raise FilmRefused(RefusalReason(answer["refused"]), answer["detail"])
        film = answer["film"]
        width, height = film["size"]
        image = Image.frombytes("L", (width, height), self._answer[_WORDS : _WORDS + width * height])
        header = RetainedHeader(**film["header"]) if film["header"] else None
        deep = self._deep(film["window"], image.size) if "window" in film else None
        reference = _reference(film["reference"]) if "reference" in film else None
        named = header and _named(header, pseudonym)
        return Radiograph(image, film["width"], film["height"], named, deep, reference)

    def _deep(self, window: dict[str, Any], size: tuple[int, int]) -> DeepFilm:
        curve = bytes.fromhex(window["curve"]) if window["curve"] else None
        return DeepFilm(
            self._levels(size).copy(),
            DefaultWindow(float(window["black"]), float(window["white"]), curve),
        )

    def _levels(self, size: tuple[int, int]) -> npt.NDArray[np.uint16]:
        """Return the place of the levels in the shared memory: (height, width)."""
        width, height = size
        levels = np.frombuffer(self._answer, _LEVELS, width * height, _WORDS + _PIXELS)
        return levels.reshape(height, width)

    def close(self) -> None:
        """Give the memory back."""
        self._file.close()
        self._answer.close()

    def _put_words(self, answer: dict[str, Any]) -> None:
        words = json.dumps(answer).encode()
        if len(words) > _WORDS - _LENGTH.size:
            raise FilmRefused(RefusalReason.CORRUPT, "a header of too many words")
        _put(self._answer, 0, _LENGTH.pack(len(words)) + words)

    def _words(self) -> dict[str, Any]:
        (length,) = _LENGTH.unpack_from(self._answer)
        words: dict[str, Any] = json.loads(self._answer[_LENGTH.size : _LENGTH.size + length])
        return words


def _window_words(window: DefaultWindow) -> dict[str, Any]:
    curve = window.curve.hex() if window.curve else None
    return {"black": window.black, "white": window.white, "curve": curve}


def _reference_words(reference: FilmReference) -> dict[str, Any]:
    tables = {
        keyword: {"first": table.first, "white": table.white, "entries": table.entries.hex()}
        for keyword, table in reference.tables.items()
    }
    return {"elements": reference.elements, "tables": tables}


def _reference(words: dict[str, Any]) -> FilmReference | None:
    """Return the reference, once more without values of another form than that of their element."""
    tables = {
        keyword: GreyTable(int(table["first"]), int(table["white"]), bytes.fromhex(table["entries"]))
        for keyword, table in words["tables"].items()
    }
    return FilmReference.of(words["elements"], tables)


def _put(memory: mmap, at: int, data: bytes) -> None:
    memory[at : at + len(data)] = data


def _named(header: RetainedHeader, pseudonym: Pseudonym | None) -> RetainedHeader:
    """Return the header with pseudonyms for its identifiers: their salt never leaves this process."""
    patient, examination = header.patient_hash, header.examination_hash
    return replace(
        header,
        patient_hash=pseudonym("patient", patient) if pseudonym and patient else None,
        examination_hash=pseudonym("examination", examination) if pseudonym and examination else None,
    )
