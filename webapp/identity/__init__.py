"""Identifying: which person someone is, by a provider that the city trusts (OpenID Connect)."""
