"""What holds a side back."""

from __future__ import annotations

import pytest

from dragoman.model import Constraint
from dragoman.reading import STEPS
from pages import page

CASES = [
    ("Norway is two votes short of a majority.", "no majority", "Norway"),
    ("Denmark will rely on opposition parties to pass its budget.", "no majority", "Denmark"),
    ("Chile needs parliamentary approval for the sale.", "approval needed", "Chile"),
    ("Peru said its debt burden left no room for new arms.", "budget", "its"),
    ("Peru is under UN sanctions.", "treaty", "Peru"),
    ("A court blocked the government of Kenya from selling the port.", "court case", "the government"),
    ("The Supreme Court struck down Chile's tariffs.", "court case", "Chile"),
    ("Ghana's plan needs parliamentary approval.", "approval needed", "Ghana"),
    ("Under mounting domestic pressure, Mexico changed course.", "politics at home", "Mexico"),
    ("Chile formed a coalition with the Greens that is two seats short of a majority.", "no majority", "Chile"),
    ("The vote left the prime minister of Peru three seats short of a majority.", "no majority", "prime minister"),
    ("Togo fears the treaty, and the ruling left Chile without a majority.", "no majority", "Chile"),
    ("France is barred by its constitution from ceding territory.", "law", "France"),
    ("EU rules do not allow France to spend more.", "treaty", "France"),
    ("Peru's constitution bars the government from sending troops.", "law", "the government"),
    ("Under pressure from Chile, Peru has dropped the case.", "pressure", "Peru"),
    (
        "Chile highlights its plans. But demands grow, against the backdrop of political constraints.",
        "politics at home",
        "Chile",
    ),
    ("The president lacks the votes in Congress.", "no majority", "president"),
    ("Congress has blocked the president's request for funds.", "approval needed", "president"),
    (
        "Opposition from coalition partners has kept the chancellor from sending tanks.",
        "opposition at home",
        "chancellor",
    ),
    ("Domestic politics make it hard for Chile to lower tariffs.", "politics at home", "Chile"),
    ("The sanctions prevent Iran from buying jets.", "sanctions", "Iran"),
    ("A lack of troops limits what Norway can send.", "capacity", "Norway"),
    ("Chile cannot act without congressional approval.", "approval needed", "Chile"),
    ("Peru's president lacks the 16 votes he needs.", "no majority", "president"),
    ("Prime Minister Ana Lind's Labour Party needs the votes of the Greens.", "no majority", "Labour Party"),
    ("The Chilean side explained that shipyard capacity is limited.", "capacity", "Chilean"),
    ("Some 58 percent of Japanese oppose the sale.", "opposition at home", "Japanese"),
    ("The Chilean Senate on Monday put off a vote on the treaty.", "approval needed", "Chilean"),
    ("France's parliament has yet to ratify the treaty.", "approval needed", "France"),
    ("Chile depends on Peru for most of its gas.", "dependence", "Chile"),
    ("Chile's cabinet must revise its rules on exports, which have long barred such sales.", "law", "its"),
    ("Germany's room for manoeuvre is limited by the debt brake.", "budget", "Germany"),
    ("Kenya's president is boxed in by old promises.", "held back", "president"),
    ("Chile is also wary of angering Peru.", "others' response", "Chile"),
    ("Seoul said its stockpiles were running low.", "capacity", "its"),
    ("Kenya's High Court ruled that the deployment was unconstitutional.", "court case", "Kenya"),
    ("The US agreed to the deal, though Congress has still to vote on it.", "approval needed", "US"),
    ("Austria's government is bound by a vote of its parliament.", "held back", "government"),
    ("Ukraine is running out of interceptors.", "capacity", "Ukraine"),
    ("A Dutch court has blocked the export of parts.", "court case", "Dutch"),
    ("Togo cut its purchases of oil under pressure from Chile.", "pressure", "Togo"),
    ("Togo has cut its purchases but depends on Chile for 40 percent of its gas.", "dependence", "Togo"),
    ("Chile will vote no. Its coalition agreement commits it to opposing the deal.", "law", "Its"),
    (
        "The Norwegian government needs the Senate's approval to send troops.",
        "approval needed",
        "The Norwegian government",
    ),
    ("The accord needs the approval of all 27 EU members.", "approval needed", "EU"),
    ("Spain needs Berlin's permission to sell the tanks.", "approval needed", "Spain"),
    ("Lawmakers in Lima have refused to ratify the pact.", "approval needed", "Lima"),
    ("Peru cannot send the jets without Chile's agreement.", "approval needed", "Peru"),
    ("Benjamin Netanyahu's coalition partners threatened to quit.", "opposition at home", "Benjamin Netanyahu"),
    ("The opposition controls Kenya's parliament.", "no majority", "Kenya"),
    ("Japan's ruling bloc no longer controls the upper house.", "no majority", "Japan"),
    ("A Dutch court ordered the Netherlands to stop the sale.", "court case", "Netherlands"),
    ("The prime minister of Peru is on trial for bribery.", "court case", "prime minister"),
    ("Kenya's plan to send police was blocked by judges.", "court case", "Kenya"),
    ("A majority of Germans oppose the sale.", "opposition at home", "Germans"),
    ("Most Japanese are against changing the constitution.", "opposition at home", "Japanese"),
    ("Farmers' protests have forced Peru to close the border.", "opposition at home", "Peru"),
    ("Peru has no money for new ships.", "budget", "Peru"),
    ("Peru's foreign reserves are nearly exhausted.", "budget", "Peru"),
    ("Zambia has defaulted on its debt.", "budget", "Zambia"),
    ("Cash-strapped Kenya needs a new loan.", "budget", "Kenya"),
    ("High borrowing costs are limiting Chile's options.", "budget", "Chile"),
    ("Peru's economy is in recession.", "economy", "Peru"),
    ("Section 12 of the law prohibits Chile from buying oil.", "law", "Chile"),
    ("Switzerland's neutrality prevents it from sending arms.", "law", "Switzerland"),
    ("Kenya's constitution does not allow it to wage war.", "law", "Kenya"),
    ("Under the constitution, President Lind of Chile cannot run again.", "law", "Lind"),
    ("Under WTO rules, Togo may not subsidise exports.", "treaty", "Togo"),
    ("The Montreux Convention prevents Turkey from letting warships through.", "treaty", "Turkey"),
    ("Sanctions have made it hard for Iraq to pay.", "sanctions", "Iraq"),
    ("Norway lacks ships to supply its base.", "capacity", "Norway"),
    ("Peru's shipyards are fully booked.", "capacity", "Peru"),
    ("The Norwegian army struggles to find recruits.", "capacity", "The Norwegian army"),
    ("Fear of Russian retaliation holds Georgia back.", "others' response", "Georgia"),
    ("With elections due in May, Kenya is reluctant to raise prices.", "politics at home", "Kenya"),
    ("Kenya has been concerned about the impact of American tariffs on its farms.", "concern", "Kenya"),
]


@pytest.mark.parametrize(("text", "what", "on"), CASES)
def test_constraint(text: str, what: str, on: str) -> None:
    read = page(text, STEPS)
    (one,) = read.of(Constraint)
    assert one.what.split(":")[0] == what
    assert [text[s.start : s.end] for s in one.on] == [on]


@pytest.mark.parametrize(
    "text",
    [
        "Norway met Sweden.",
        "Hungary has blocked the sanctions package, which needs unanimous approval.",
        "China's response could add friction for Japan.",
        "Analysts said capacity is limited.",
        "It is the philosophy of Norway and of its domestic politics.",
        "Chile can act without congressional approval.",
        "If Russia is in default and the country is bankrupt, what was its aim?",
        "The high court ruled that Chile may keep the money.",
        "The treaty was signed in Oslo.",
        "A majority was late.",
        "Norway visited a factory that is short of money, not of a majority.",
        "Norway raised rates for the first time since the financial crisis.",
        "Norway did not react to the court ruling.",
        "Norway's leaders reiterated their strong opposition to the war.",
        "Norway said that there was domestic pressure.",
        "Norway barely avoided falling into recession.",
        "Norway cannot afford another crook, said the mayor of Oslo.",
        "Norway has faced little pressure over the port.",
        "Norway wants to save what its budget deficit costs.",
        "Norway made Chile an offer it can't afford to refuse.",
        "Norway is short of breath.",
        "Norway would likely have faced pressure from donors had it stayed in the fund.",
        "Norway's critics are running out of money.",
        "Norway is facing opposition from Chile.",
        "Most of the Norwegians oppose Chile.",
        "Norway needs the support of its fans.",
        "Norway has yet to pass Chile in the table.",
        "Norway must approve the plan of its neighbour.",
        "A lack of money did not stop Norway.",
        "Norway is not wary of angering Chile.",
        "Norway used to depend on Chile for its gas.",
        "If Norway depends on Chile for its gas, it may freeze.",
        "Norway denied that it is running out of missiles.",
        "Chile does not need the approval of Peru.",
        "Any sale of arms to Peru requires approval by Congress.",
        "He complains about the lack of funding for towns in Norway.",
        "A Norwegian judge ordered nine ministers of the region jailed.",
        "Norway is concerned about the impact of the storm.",
        "Neutrality keeps Norway popular, the minister said.",
        "Under the agreement, Norway said, it could not have asked for more.",
        "A court ordered Norway's former president released.",
        "The judge told Norway's team that it had won.",
    ],
)
def test_nothing(text: str) -> None:
    assert not page(text, STEPS).of(Constraint)


def test_what_it_is_said_to_include() -> None:
    read = page("Norway faces economic challenges, including an ageing population and high prices.", STEPS)
    (one,) = read.of(Constraint)
    assert one.what == "economy: economic challenges, including an ageing population and high prices"
