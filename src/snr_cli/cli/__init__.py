"""One module per command: options in, one call, one writer, exit code. Computes nothing."""
