"""The names of documents and of their formats, as a command line takes them; `outline.DOCUMENTS` says what each is made of."""

from typing import Literal

Subject = Literal["programme", "strategie", "bilan"]  # what a council decides of
DocumentName = Literal["programme", "strategie", "bilan", "note", "deliberation"]
Form = Literal["md", "html", "docx", "odt"]  # each beside the first two is an entry of `formats/office.py`
Written = DocumentName | Literal["annexes"]  # the annexes apart are a file of another document
