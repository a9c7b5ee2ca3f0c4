"""Commands for development: packaging with `serverless`, linting of templates, a browser for tests."""
