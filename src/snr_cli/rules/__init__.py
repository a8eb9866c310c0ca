"""What the texts and good sense ask of a dossier: rules judge a case and return verdicts. They open no file."""
