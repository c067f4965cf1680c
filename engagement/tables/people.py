"""Whom we engage, and what is talked about."""

from sqlalchemy import Index, Table, UniqueConstraint

from engagement.tables.columns import ident, json, key, line, metadata, ms, org

hcp = Table(
    "hcp",
    metadata,
    org(),
    key("id", "our id of the person, random"),
    ident("crm_id", "the person's id in the CRM (`Account.Id`)", optional=True),
    ident("npi", "US National Provider Identifier, 10 digits", optional=True),
    ident("title", "form of address, such as Dr", optional=True),
    line("given_name", "given name"),
    line("family_name", "family name"),
    line("email", "address for invitations, lower case", optional=True),
    line("specialty", "medical specialty", optional=True),
    line("workplace", "hospital or practice", optional=True),
    ident("country", "ISO 3166-1 alpha-2", optional=True),
    ident("language", "ISO 639-1: the language of pages and mails for this person"),
    ident("zone", "IANA time zone: the hours that this person is shown", optional=True),
    line("segment", "segment given by marketing", optional=True),
    json("products", "list of product keys that may be shown; NULL: all", optional=True),
    ms("created_at", "when the row was made"),
    ms("updated_at", "when it was last changed"),
    ms("archived_at", "since when it is hidden from lists; NULL: it is not", optional=True),
    line("search", "family name, given name and the rest, in plain letters: sorts and finds"),
    UniqueConstraint("org", "crm_id"),
    UniqueConstraint("org", "npi"),
    UniqueConstraint("org", "email"),
    Index(None, "org", "search"),
    info={"doc": "A healthcare professional: a person we engage."},
)

product = Table(
    "product",
    metadata,
    org(),
    key("id", "our id of the product, random"),
    ident("key", "short stable code, such as `cardiol`"),
    line("name", "name as people write it"),
    ms("created_at", "when the row was made"),
    ms("archived_at", "since when it is no longer offered; NULL: it is", optional=True),
    UniqueConstraint("org", "key"),
    info={"doc": "A product that content is about, and that an HCP may be allowed to see."},
)

topic = Table(
    "topic",
    metadata,
    org(),
    key("id", "our id of the topic, random"),
    ident("key", "short stable code, such as `tolerability`; `content_slide.topic` names it"),
    line("name", "name as people write it"),
    ms("created_at", "when the row was made"),
    ms("archived_at", "since when it is no longer offered; NULL: it is", optional=True),
    UniqueConstraint("org", "key"),
    info={"doc": "What a slide talks about: efficacy, safety, dosing."},
)
