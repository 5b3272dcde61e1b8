"""Plumbing that knows no domain: time, errors, settings, log, database, jobs, events, files, tasks."""
