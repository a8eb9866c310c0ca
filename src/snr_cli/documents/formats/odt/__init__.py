"""A text of OpenDocument (.odt), for LibreOffice and the other suites, written part by part."""
