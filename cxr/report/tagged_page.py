"""One page of a tagged PDF: what is drawn says what it is, so that a screen reader can read the page aloud.

ReportLab draws and embeds fonts, but has no tags of its own. The structure is that of ISO 32000-1, 14.7: a
tree of elements, each of whose leaves names a marked part of the page's content.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString
from reportlab.pdfgen.canvas import Canvas

# ReportLab would turn every stream into letters, in Python, which takes a second for two pictures.
rl_config.useA85 = 0

Box = tuple[float, float, float, float]


class TaggedPage:
    """An A4 page whose ``canvas`` may be drawn on inside ``part`` and ``decoration`` alone."""

    def __init__(self, file: IO[bytes], title: str, first_font: str, language: str) -> None:
        self.canvas = Canvas(
            file, pagesize=A4, pageCompression=1, pdfVersion=(1, 7), lang=language, initialFontName=first_font
        )
        self.canvas.setTitle(title)
        self.canvas.setAuthor("Pneumoscope")
        self.canvas.setCreator("Pneumoscope")
        self.canvas.setSubject("")
        self._document = self.canvas._doc
        self._root = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        self._path = [self._new("Document", self._root)]
        self._leaves: list[PDFDictionary] = []

    @contextmanager
    def group(self, kind: str) -> Iterator[None]:
        """Make the parts that follow children of an element, such as a Table."""
        self._path.append(self._new(kind, self._path[-1]))
        yield
        self._path.pop()

    @contextmanager
    def part(
        self, kind: str, *, spoken: str = "", instead: str = "", box: Box | None = None
    ) -> Iterator[None]:
        """Mark what is drawn meanwhile as an element of ``kind``, such as P or H1.

        ``spoken`` describes a picture, which has its place in ``box``: left, bottom, right, top. ``instead``
        is the text that the drawn characters stand for, where they are others.
        """
        leaf = self._new(kind, self._path[-1])
        number = len(self._leaves)
        leaf.dict["K"] = number
        marker, properties = kind, f"/MCID {number}"
        if spoken:
            leaf.dict["Alt"] = PDFString(spoken)
        if instead:
            leaf.dict["ActualText"] = PDFString(instead)
            # Readers look for the text here, and only in a span.
            marker = "Span"
            properties += f" /ActualText <FEFF{instead.encode('utf-16-be').hex().upper()}>"
        if box:
            leaf.dict["A"] = PDFDictionary({"O": PDFName("Layout"), "BBox": PDFArray(list(box))})
        self._leaves.append(leaf)
        self.canvas.addLiteral(f"/{marker} <<{properties}>> BDC")
        yield
        self.canvas.addLiteral("EMC")

    @contextmanager
    def decoration(self) -> Iterator[None]:
        """Mark what is drawn meanwhile as nothing that a screen reader should mention."""
        self.canvas.addLiteral("/Artifact BMC")
        yield
        self.canvas.addLiteral("EMC")

    def save(self) -> None:
        """Write the PDF into the file."""
        self.canvas.showPage()
        page = self._document.Pages.pages[-1]
        # ReportLab writes only the entries that a page lists, and knows these two not.
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = 0, PDFName("S")
        of_page = self._document.Reference(page)
        for leaf in self._leaves:
            leaf.dict["Pg"] = of_page
        leaves = PDFArray([self._document.Reference(leaf) for leaf in self._leaves])
        self._root.dict["ParentTree"] = PDFDictionary({"Nums": PDFArray([0, leaves])})
        self._root.dict["ParentTreeNextKey"] = 1
        catalog = self._document.Catalog
        catalog.StructTreeRoot = self._root
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self.canvas.save()

    def _new(self, kind: str, parent: PDFDictionary) -> PDFDictionary:
        above = self._document.Reference(parent)
        element = PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName(kind), "P": above})
        children = parent.dict.setdefault("K", PDFArray([]))
        children.sequence.append(self._document.Reference(element))
        return element
