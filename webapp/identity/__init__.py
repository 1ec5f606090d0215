"""Identifying: which person someone is, by a provider that the city trusts (OpenID Connect), or by a postcode alone."""
