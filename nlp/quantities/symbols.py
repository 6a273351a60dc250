"""Units of measure as symbols and abbreviations ("12kW", "5.3 mAh", "30 mpg") and their words.

Symbols are read only right after their digits, with at most one space, and in their own case where
another case means something else (mW, MW).
"""

from nlp.english import spellings, with_plurals, word_set

# Prefix: symbol. The micro sign is written in two ways.
_PREFIXES = {"nano": "n", "micro": "μ", "milli": "m", "centi": "c", "kilo": "k", "mega": "M", "giga": "G", "tera": "T"}  # fmt: skip
# Symbol: its prefixes in use. Others are words ("TV") or not in use.
_PREFIXED = {
    "m": "n μ c m k", "g": "n μ m k", "W": "m k M G T", "Wh": "k M G T", "V": "m k M",
    "A": "m μ k", "Ah": "m k", "Hz": "k M G T", "J": "k M G", "B": "k M G T", "bps": "k M G T",
    "Pa": "h k M G", "eV": "k M G T", "l": "m μ c d", "cal": "k", "Sv": "m μ",
}  # fmt: skip
_BASES = {
    "m": "metre meter", "g": "gram gramme", "W": "watt", "V": "volt", "J": "joule", "B": "byte",
    "b": "bit", "Hz": "hertz", "l": "litre liter", "Pa": "pascal", "A": "amp ampere",
    "cal": "calorie",
}  # fmt: skip

IN_THEIR_CASE = {
    f"{prefix}{symbol}": f"{prefix}{symbol}"
    for symbol, prefixes in _PREFIXED.items()
    for prefix in prefixes.split()
} | spellings("""
    watts: W; volts: V; Hz: Hz; Pa: Pa; Nm: Nm; litres: L l; decibels: dB; ml: mL; dl: dL; cl: cL;
    percent: pc; pence: p; BTU: BTU; mmBTU: mmBTU; cc: cc; °C: degC; °F: degF
""")
IN_THEIR_CASE |= {
    each.replace("μ", "µ"): unit for each, unit in IN_THEIR_CASE.items() if each.startswith("μ")
}
IN_ANY_CASE = spellings("""
    km: km; cm: cm; mm: mm; kg: kg; mg: mg; kW: kw; MW: mw; GW: gw; TW: tw; kWh: kwh; MWh: mwh;
    GWh: gwh; TWh: twh; GB: gb; MB: mb; TB: tb; Hz: hz; kHz: khz; MHz: mhz; GHz: ghz; feet: ft;
    pounds: lb lbs; hours: hrs; ounces: oz; miles per hour: mph; km per hour: kmh kph;
    miles per gallon: mpg; horsepower: hp bhp; rpm: rpm; ppm: ppm; ppb: ppb; psi: psi;
    kbps: kbps; Mbps: mbps; Gbps: gbps; mAh: mah; square m: sqm; square feet: sqft;
    points per game: ppg; rebounds per game: rpg; assists per game: apg
""")
IN_RATES = ("A", "N", "J", "C", "g", "L", "l", "V", "W")  # with a slash behind: A/cm2
ALONE = ("W", "V", "L", "l", "p")  # letters that are also initials: not before another word


def _words() -> dict[str, str]:
    found = dict[str, str]()
    for symbol, bases in _BASES.items():
        for base in bases.split():
            for word, prefix in _PREFIXES.items():
                for ending in ("", "s"):
                    found[f"{word}{base}{ending}"] = f"{prefix}{symbol}"
    return found


# In lower case: "kilojoules". Those not listed are their own plural.
WORDS = _words() | spellings("""
    horsepower: horsepower; rpm: rpm; decibels: decibel decibels; amps: amp amps ampere amperes;
    Hz: hertz; °C: celsius centigrade; °F: fahrenheit
""") | {
    word: word.removesuffix("s") + "s"
    for word in with_plurals("""
        joule calorie pascal byte bit carat karat pint quart dram fathom furlong megaton micron
        lightyear teaspoon tablespoon
    """)
}  # fmt: skip
TORQUE = word_set("pound foot lb ft feet pounds")
