"""The composition root: settings, start and stop, pages and API, the command line."""
