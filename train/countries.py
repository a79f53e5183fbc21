"""Makes data/countries.csv and data/country_words.csv from mledoze/countries and a list of our own.

    python train/countries.py ../shared/data/leaders/mledoze_countries.json

countries.csv: country (ISO 3166 alpha-3), name (as news English has it), official, leader (which office leads), half
("south" where its middle lies ten degrees south or more: its summer is in January), source.
country_words.csv: words, kind (name, demonym, people, capital, seat, region), country, name (where the words name less
than the whole country, or an institution), source. A demonym is an adjective ("Japanese"); people is a plural
("Russians"); a region is no country, though a country's name ends it ("Latin America").
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "src" / "dragoman" / "data"
MLEDOZE = "mledoze/countries"  # https://github.com/mledoze/countries, ODbL
OWN = "general knowledge"
SEASONLESS = 10  # degrees beside the equator where summer and winter are the north's, if any
CODES = {"UNK": "XKX"}  # Kosovo has no ISO code; XKX is in common use
NAMES = {"TUR": "Turkey", "COG": "Republic of the Congo", "FSM": "Micronesia"}  # as news English has them
# No mention of these is a state that acts, or their names are other words far more often.
SKIP = {"ATA", "ATF", "ALA", "BES", "BVT", "CCK", "CXR", "HMD", "IOT", "NFK", "SGS", "SJM", "UMI", "JEY", "GGY", "IMN"}
SKIP_CAPITALS = {"Hamilton", "Victoria", "Stanley", "Douglas", "Georgetown", "George Town", "Kingston", "Wellington",
                 "Plymouth", "San Juan", "Saint-Denis", "Male", "Santiago", "Sucre", "Castries", "Nassau", "Bern",
                 "Monaco", "Luxembourg", "Singapore", "Djibouti", "Gibraltar", "Vatican City", "San Marino",
                 "City of San Marino", "City of Victoria", "The Valley", "Road Town", "Brussels",
                 "San José"}  # fmt: skip
# Where the head of government leads and the head of state stands for the state. Elsewhere the head of state leads.
PARLIAMENTARY = """
DEU ITA IND PAK BGD ISR AUT GRC IRL PRT FIN EST LVA HUN CZE SVK SVN HRV BGR ALB MKD XKX ISL MLT SGP ETH IRQ LBN GEO
ARM NPL MUS TTO DMA FJI WSM VUT MNE LBY GBR JPN CAN AUS NZL DNK NOR SWE NLD BEL LUX ESP THA MYS KHM LSO JAM BHS BRB
ATG BLZ GRD KNA LCA VCT PNG SLB TUV AND BTN POL MNG TLS
"""
DEMONYMS = """
USA American|Americans
GBR British|Britons,Brits
ISL Icelandic|Icelanders
LIE Liechtenstein|Liechtensteiners
LUX Luxembourgish|Luxembourgers
NZL New Zealand|New Zealanders
SWE Swedish|Swedes
DNK Danish|Danes
FIN Finnish|Finns
POL Polish|Poles
ESP Spanish|Spaniards
NLD Dutch|Dutchmen
IRL Irish|Irishmen
TUR Turkish|Turks
PHL Philippine,Filipino|Filipinos
ARG Argentine,Argentinian,Argentinean|Argentines,Argentinians
SAU Saudi,Saudi Arabian|Saudis
KAZ Kazakh,Kazakhstani|Kazakhs
UZB Uzbek,Uzbekistani|Uzbeks
TJK Tajik|Tajiks
TKM Turkmen|Turkmens
KGZ Kyrgyz|Kyrgyz people
AZE Azerbaijani,Azeri|Azerbaijanis,Azeris
BIH Bosnian|Bosnians
HRV Croatian,Croat|Croats,Croatians
SRB Serbian,Serb|Serbs,Serbians
SVN Slovenian,Slovene|Slovenes,Slovenians
SVK Slovak,Slovakian|Slovaks
CZE Czech|Czechs
HUN Hungarian|Hungarians
ROU Romanian|Romanians
LAO Lao,Laotian|Laotians
ECU Ecuadorian,Ecuadorean|Ecuadorians
SLV Salvadoran,Salvadorean|Salvadorans
BWA Botswanan,Motswana|Batswana
LSO Lesotho,Basotho|Basotho people
SWZ Swazi,Eswatini|Swazis
MDV Maldivian|Maldivians
NPL Nepali,Nepalese|Nepalis
TTO Trinidadian|Trinidadians
ATG Antiguan|Antiguans
KNA Kittitian|Kittitians
CPV Cape Verdean,Cabo Verdean|Cape Verdeans
SUR Surinamese|
MCO Monegasque,Monacan|
VAT Vatican|
SYC Seychellois|
PSE Palestinian,Gazan|Palestinians,Gazans
ISR Israeli|Israelis
IRQ Iraqi|Iraqis
PAK Pakistani|Pakistanis
AFG Afghan|Afghans
THA Thai|Thais
GRC Greek|Greeks
ARE Emirati|Emiratis
TLS Timorese,East Timorese|Timorese people
CUB Cuban|Cubans
KOR South Korean,S. Korean,Korean|South Koreans
PRK North Korean,N. Korean|North Koreans
MEX Mexican|Mexicans
VUT Vanuatuan,Ni-Vanuatu|
KIR Kiribati,I-Kiribati|
FRA French|Frenchmen
JPN Japanese|
CHN Chinese|
TWN Taiwanese|
VNM Vietnamese|
"""
ALIASES = """
USA United States,United States of America,U.S.,US,USA,U.S.A.,U. S.,America
GBR United Kingdom,UK,U.K.,Britain,Great Britain,Northern Ireland
CHN China,PRC,P.R.C.,People's Republic of China,mainland China,Communist China
KOR South Korea,ROK,Republic of Korea,S. Korea
PRK North Korea,DPRK,D.P.R.K.,Democratic People's Republic of Korea,N. Korea
TWN Taiwan,Republic of China,Chinese Taipei
RUS Russia,Russian Federation,the Russian Federation
TUR Turkey,Türkiye,Turkiye
CZE Czechia,Czech Republic
CIV Ivory Coast,Côte d'Ivoire,Cote d'Ivoire
COD Democratic Republic of the Congo,Democratic Republic of Congo,DR Congo,DRC,Congo-Kinshasa
COG Republic of the Congo,Congo-Brazzaville
MMR Myanmar,Burma
NLD Netherlands,Holland
ARE United Arab Emirates,UAE,U.A.E.,Emirates
SAU Saudi Arabia,Kingdom of Saudi Arabia,KSA
MKD North Macedonia,Macedonia
SWZ Eswatini,Swaziland
CPV Cape Verde,Cabo Verde
TLS Timor-Leste,East Timor
BIH Bosnia and Herzegovina,Bosnia,Bosnia-Herzegovina
PSE Palestine,State of Palestine,Palestinian territories,Palestinian Territories
VAT Vatican City,Vatican,Holy See,the Vatican
LKA Sri Lanka
STP São Tomé and Príncipe,Sao Tome and Principe
KNA Saint Kitts and Nevis,St. Kitts and Nevis
LCA Saint Lucia,St. Lucia
VCT Saint Vincent and the Grenadines,St. Vincent and the Grenadines
TTO Trinidad and Tobago
ATG Antigua and Barbuda
GMB Gambia,The Gambia
BHS Bahamas,The Bahamas
MDA Moldova
FSM Micronesia,Federated States of Micronesia
AUS Australia
JPN Japan
VNM Vietnam,Viet Nam
LAO Laos,Lao PDR
SYR Syria
IRN Iran,Islamic Republic of Iran
KGZ Kyrgyzstan,Kyrgyz Republic
CAF Central African Republic
DOM Dominican Republic
XKX Kosovo
MAC Macau,Macao
"""
REGIONS = "North America,Latin America,South America,Central America"
STATES = "New Mexico,Rhode Island,New England"  # no countries, though so spelled
CAPITALS = """
USA Washington,Washington D.C.,Washington DC,Washington\\, D.C.
UKR Kyiv,Kiev
IND New Delhi,Delhi
ISR Jerusalem,Tel Aviv
PSE Ramallah
PRK Pyongyang
CHL Santiago
CHE Bern,Berne
BRA Brasília,Brasilia
COL Bogotá,Bogota
CRI San José
MDA Chișinău,Chisinau
CMR Yaoundé,Yaounde
MNG Ulaanbaatar,Ulan Bator
MMR Naypyidaw,Nay Pyi Taw
KAZ Astana,Nur-Sultan
XKX Pristina,Prishtina
PRY Asunción,Asuncion
ISL Reykjavik,Reykjavík
MDV Malé
NZL Wellington
BEL Brussels
TZA Dodoma,Dar es Salaam
NLD The Hague,Amsterdam
CIV Abidjan,Yamoussoukro
NGA Abuja
VAT Vatican
LKA Colombo
TUR Ankara
BOL La Paz
YEM Sana'a,Sanaa
"""
# Houses that stand for the government that sits in them; territories that act by name.
SEATS = """
USA White House=White House,Oval Office=White House,Biden White House=White House,Trump White House=White House
USA Capitol Hill=U.S. Congress,Foggy Bottom=U.S. Department of State
GBR Downing Street=United Kingdom,10 Downing Street=United Kingdom,Number 10=United Kingdom,No. 10=United Kingdom
GBR No 10=United Kingdom,Number Ten=United Kingdom,Whitehall=United Kingdom,Westminster=UK Parliament
RUS Kremlin=Kremlin
KOR Blue House=Blue House,Cheong Wa Dae=Blue House,Yongsan=South Korean presidential office
FRA Élysée=Élysée,Elysée=Élysée,Elysee=Élysée,Élysée Palace=Élysée
FRA Elysee Palace=Élysée,Elysée Palace=Élysée,Matignon=France,Quai d'Orsay=France
CHN Zhongnanhai=China
JPN Kantei=Prime Minister's Office of Japan,Nagatacho=Japan,Kasumigaseki=Japan
UKR Bankova=Ukraine
PSE Gaza=Gaza,Gaza Strip=Gaza,West Bank=West Bank
IND South Block=India
ITA Palazzo Chigi=Italy,Quirinal=Italy
BRA Planalto=Brazil,Itamaraty=Brazil
PHL Malacañang=Philippines,Malacanang=Philippines
THA Government House=Thailand
MEX Los Pinos=Mexico
TUR Sublime Porte=Turkey
"""


def rows(text: str) -> list[tuple[str, str]]:
    """(country, rest of the line) of each line of a list above."""
    return [(line[:3], line[4:]) for line in text.strip().splitlines()]


def main(path: str) -> None:
    """Write both tables."""
    countries: list[tuple[str, str, str, str, str, str]] = []
    words: dict[tuple[str, str], tuple[str, str, str]] = {}  # (words, kind) -> country, name, source

    def add(text: str, kind: str, country: str, name: str = "", source: str = OWN) -> None:
        text = text.strip().replace("’", "'")
        if text:
            words.setdefault((text, kind), (country, name, source))

    for country, rest in rows(ALIASES):
        for text in rest.split(","):
            add(text.removeprefix("the "), "name", country)
    for country, rest in rows(DEMONYMS):
        adjectives, _, people = rest.partition("|")
        for text in adjectives.split(","):
            add(text, "demonym", country)
        for text in people.split(","):
            add(text, "people", country)
    for country, rest in rows(CAPITALS):
        for text in rest.replace("\\,", "\0").split(","):
            add(text.replace("\0", ","), "capital", country)
    for text in STATES.split(","):
        add(text, "region", "")
    for text in REGIONS.split(","):
        for ending in ("", "n", "ns"):
            add(text + ending, "region", "")
    for country, rest in rows(SEATS):
        for text in rest.split(","):
            seat, _, name = text.partition("=")
            add(seat, "seat", country, name)
    own = {country for country, _ in rows(DEMONYMS)}
    for entry in json.loads(Path(path).read_text("utf-8")):
        code = CODES.get(entry["cca3"], entry["cca3"])
        if code in SKIP:
            continue
        names = entry["name"]
        leader = "head of government" if code in PARLIAMENTARY.split() else "head of state"
        half = "south" if entry["latlng"][0] <= -SEASONLESS else ""
        countries.append((code, NAMES.get(code, names["common"]), names["official"], leader, half, MLEDOZE))
        for text in [names["common"], names["official"], *entry["altSpellings"]]:
            # Two or three capitals ("IN", "AND") and other alphabets are no English names.
            # "Island" is Iceland's own name, and the end of many others.
            if len(text) > 3 and text.isascii() and "," not in text and text not in ("Congo", "Island"):
                add(text, "name", code, source=MLEDOZE)
        add("Congo", "name", "COD")
        demonym = entry.get("demonyms", {}).get("eng", {}).get("m", "")
        if code not in own and "," not in demonym and " or " not in demonym:
            add(demonym, "demonym", code, source=MLEDOZE)
            if demonym.endswith(("n", "i")):
                add(demonym + "s", "people", code, source=MLEDOZE)
        for text in entry["capital"]:
            if text not in SKIP_CAPITALS:
                add(text, "capital", code, source=MLEDOZE)

    with (DATA / "countries.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["country", "name", "official", "leader", "half", "source"])
        out.writerows(sorted(countries))
    with (DATA / "country_words.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["words", "kind", "country", "name", "source"])
        out.writerows(
            sorted(((w, k, c, n, s) for (w, k), (c, n, s) in words.items()), key=lambda r: (r[2], r[1], r[0]))
        )


if __name__ == "__main__":
    main(sys.argv[1])
