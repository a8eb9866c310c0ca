"""A document of Word (.docx), written part by part."""
