def test_accents_make_no_difference() -> None:
    claim = factories.signed_claim(text="The mayor counted 150 bridges.")
    other = factories.signed_claim(text="Lucía Andrade counted 44 bridges.")
    synonyms.add(factories.editor(), ["the mayor", "Lucía Andrade"])
    for q in ("Lucía Andrade", "lucia andrade", "the mayor"):
        assert sorted(found(page(Client(), q, "/"))) == sorted([claim.pk, other.pk]), q
