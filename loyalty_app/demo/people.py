"""The members of the demo: names as they meet in a Luxembourg queue."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

MAIL_DOMAIN = "members.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """A member before they joined."""

    first_name: str
    last_name: str
    email: str
    locale: str


# Language of the person, weight in the queue, first names, last names.
_COMMUNITIES: tuple[tuple[str, int, str, str], ...] = (
    (
        "lb",
        30,
        "Luc Anne Pol Martine Jos Sandra Ben Michèle Tun Carole Charel Liz Mett Lynn Gilles Joëlle Mia Nathalie",
        "Weber Schmit Thill Kremer Wagner Reuter Hoffmann Faber Majerus Schiltz Konsbruck Theisen Flammang Bertemes",
    ),
    (
        "fr",
        22,
        "Camille Hugo Hélène-Marie Antoine Zoé Julien Manon Léo Chloé Mathieu Inès Baptiste Élodie Thibault",
        "Dubois Lambert Moreau Girard Lefèvre Noël Rousseau Mercier Blanchard Renard Garnier Perrin",
    ),
    (
        "fr",
        24,
        "Ana Jorge Sofia Tiago Beatriz Nuno Catarina Rui Marta Diogo Inês Paulo Joana Miguel",
        "Martins Pereira Duarte Fernandes da\xa0Silva Gonçalves Ribeiro Teixeira Almeida Carvalho Lopes Santos",
    ),
    (
        "de",
        14,
        "Klaus Greta Nils Ute Jonas Hanna Stefan Lena Moritz Birgit Felix Katrin",
        "Richter Vogt Bauer Schröder Krüger Lang Neumann Huber Zimmermann Jäger",
    ),
    ("fr", 6, "Giulia Marco Chiara Luca Elena Paolo", "Rossi Bianchi Conti Moretti De\xa0Luca Ferri"),
    ("en", 8, "Emma Liam Aoife Jack Priya Oliver Grace Daniel", "Murphy Clarke Patel Hughes Walsh Bennett Shah"),
    (
        "en",
        5,
        "Marija Nikola Jelena Amra Emir Katarzyna Piotr Agnieszka",
        "Kovač Hadžić Jovanović Novak Kowalska Wójcik",
    ),
    ("en", 4, "Wei Yuki Amina Samuel Selam Fatou", "Chen Tanaka Diallo Tesfaye Hailu Zhang"),
)


def some_people(random: Random) -> Iterator[DemoPerson]:
    """One person after the other, no address twice."""
    taken: dict[str, int] = {}
    weights = [weight for _, weight, _, _ in _COMMUNITIES]
    while True:
        locale, _, first_names, last_names = random.choices(_COMMUNITIES, weights)[0]
        first, last = random.choice(first_names.split(" ")), random.choice(last_names.split(" "))
        yield a_person(first, last.replace("\xa0", " "), locale, taken)


def a_person(first_name: str, last_name: str, locale: str, taken: dict[str, int]) -> DemoPerson:
    """A person with an address made of the name; `taken` counts the names there were."""
    name = f"{_plain(first_name)}.{_plain(last_name)}"
    taken[name] = taken.get(name, 0) + 1
    number = "" if taken[name] == 1 else str(taken[name])
    return DemoPerson(first_name=first_name, last_name=last_name, email=f"{name}{number}@{MAIL_DOMAIN}", locale=locale)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower().replace(" ", "-").replace("đ", "d"))
    return "".join(letter for letter in letters if letter.isascii())
