"""Past activities brought in: what a file may say, what is recorded already, what is written."""
