"""A small archive of our own making, and statements that repeat what is in it, as they were heard."""

from claims.models import Claim
from sources.models import Speaker
from tests import factories

CLAIMS = {
    "doctors": ("Ana Ortega", "Under this law you may keep the doctor that you have."),
    "bridges": ("Ana Ortega", "The government built 150 bridges in the north since January."),
    "jobs": ("Luis Prieto", "The economy lost 700,000 jobs in October 2019."),
    "crime": ("Luis Prieto", "The rate of violent crime in Porto Alto has doubled in ten years."),
    "boats": (
        "Marta Reyes",
        "At least 44 fishermen died in air strikes on boats near Punta Larga.",
    ),
    "vaccine": ("", "A new vaccine was withdrawn because it changes people's blood type."),
    "photo": (
        "",
        "A photograph shows sharks swimming through a flooded shopping centre in Valdora.",
    ),
    "taxes": ("Ana Ortega", "Nobody who earns less than $50,000 pays a cent more in taxes."),
    "water": ("Marta Reyes", "One in five households in Valdora has no clean drinking water."),
    "pensions": ("Luis Prieto", "Pensions for teachers were cut by 14 percent."),
    "troops": ("Luis Prieto", "We sent 14,000 troops to guard the border."),
    "conditions": ("Ana Ortega", "Insurers must cover people with preexisting conditions."),
}
# What was said, and the claim that it repeats.
HEARD = {
    "Look, if you like your doctor, you can keep your doctor, believe me, under this law.": "doctors",
    "they have built a hundred and fifty, 150 bridges, folks, up there in the north": "bridges",
    "Under his watch we lost 0.7 million jobs in a single month.": "jobs",
    "crime rate porto alto": "crime",
    "Forty-four fishermen. Dead. In strikes near Punta Larga!": "boats",
    "OMG sharks in the mall!! #Valdora flooded pic.twitter.com/x — Joe (@joe) March 3, 2024": "photo",
    "no one making under $50,000 will pay more taxes, not one cent": "taxes",
    "I hear the vaccine alters your blood type": "vaccine",
    "pre-existing conditions have to be covered by the insurers": "conditions",
    "teacher pensions down 14%": "pensions",
}


def archive() -> dict[str, Claim]:
    speakers: dict[str, Speaker] = {}
    made = {}
    for key, (name, text) in CLAIMS.items():
        if name not in speakers:
            speakers[name] = factories.speaker(name)
        made[key] = factories.claim(text=text, speaker=speakers[name])
    return made
