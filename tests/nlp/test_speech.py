"""What is said aloud: each sentence is its speaker's, what a speaker reports is that other's."""

from nlp.attribution import Statement, Turn, spoken_statements
from nlp.kinds import Directness, FoundSpeaker


def read(*lines: tuple[str, str]) -> list[Statement]:
    text, turns = "\n".join(words for _label, words in lines), []
    at = 0
    for label, words in lines:
        turns.append(Turn(at, at + len(words), label))
        at += len(words) + 1
    found = spoken_statements(text, turns)
    for each in found:
        assert each.content == text[each.start : each.end]
    return found


def test_each_sentence_that_asserts_something_is_its_speakers() -> None:
    found = read(
        ("NUÑEZ", "Good evening. We have built 150 bridges since January. Is that nothing?"),
        ("RUIZ (R-TX)", "That is not what the audit office counted."),
    )
    assert [(each.speaker_name, each.speaker, each.content) for each in found] == [
        ("Nuñez", "NUÑEZ", "We have built 150 bridges since January."),
        ("Ruiz", "RUIZ (R-TX)", "That is not what the audit office counted."),
    ]
    assert {each.quotation for each in found} == {Directness.DIRECT}
    assert found[0].nature == "fact"


def test_what_a_speaker_reports_is_whom_they_quote() -> None:
    found = read(
        ("RUIZ", "Ana Nuñez said that taxes fell by 3 percent. I think that nobody believes it.")
    )
    reported, own = found
    assert (reported.speaker_name, reported.relay) == ("Ana Nuñez", "RUIZ")
    assert reported.content == "taxes fell by 3 percent"
    assert (own.speaker_name, own.relay) == ("Ruiz", "")


def test_a_label_that_names_nobody_is_no_name() -> None:
    labels = ("SPEAKER_00", "Speaker 2", "MODERATOR", "Q", "")
    found = read(*((label, "We have built 150 bridges since January.") for label in labels))
    unnamed = [FoundSpeaker.ANONYMOUS] * 4
    assert [each.kind for each in found] == [*unnamed, FoundSpeaker.UNATTRIBUTED]
    assert {each.speaker_name for each in found} == {""}
    assert [each.speaker for each in found] == list(labels)


def test_words_of_two_speakers_are_never_one_statement() -> None:
    """Also where nothing but the turns tells them apart."""
    text = "We have built 150 bridges since January and they have built none of them"
    at = text.index(" and")
    turns = [Turn(0, at, "NUÑEZ"), Turn(at + 1, len(text), "RUIZ")]
    for each in spoken_statements(text, turns):
        assert any(turn.start <= each.start and each.end <= turn.end for turn in turns)
