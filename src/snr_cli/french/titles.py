"""Titles and labels inside a sentence: a common word loses its capital, a name keeps it. A leaf."""

from collections.abc import Iterable
from typing import Final

# the first words of titles, labels and sources of funding that are no name; of any other nobody knows, and it keeps its capital
_WORDS: Final = """
abonnement accompagner achats acheter acidification agents alléger améliorer animer appareils appauvrissement
architecture arrêter ateliers atteindre audiovisuel auditer autofinancement autres avancement baie barrette borne
box budget bâti caméra capteur carte casque centres chaleur changement chargeur clavier client clé collecter
commutateur composants confier consacrer console consommables consommation copieur couper courriel crédits créer
cycle disque dissocier donner donnée données dotation durée déchets dépanner dépense dépenses déplacement
déplacements détecteur eau empreinte emprunt enceinte entraîner environnement eutrophisation exiger fabrication
feuille fin fonds formation former gain garder gouverner grand habitants hébergement héberger impacts impression
imprimante inclusion indice inscrire instance inventorier jeux kilomètres lame lancer les ligne lignes machine
manette marchés matières mener messagerie messages mesurer mettre modèle montre mutualiser mécénat ne nettoyer
nombre objets ordinateur organiser orienter ouvrir page papier pare-feu part participation particules petit
photocopieur piloter poids porter postes pourriel processeur projets proposer périphériques qualité ramener
rayonnements recherche rechercher regarder regrouper remettre remplacer requête ressource rester routeur réaffecter
réaliser rédiger réduire référents réparateurs réparations réparer réseaux salles score sensibiliser serveur
serveurs services sites smartphone sobriété souris soutenir station stockage subvention subventions supprimer
syndicat système tablette taux terminaux thermostat toutes trafic transfert transférer transport téléphone
téléphones téléviseur un une unité utilisateurs utilisation vidéo vidéoprojecteur virtualiser visioconférence
visiophone volume éco-organisme écotoxicité écoute écran écrans électricité énergie épuisement équipements éteindre
étudier évaluer badgeuse enregistreur onduleur scanner terminal traceur équipement
"""
COMMON: Final = frozenset(_WORDS.split())


def inside(title: str) -> str:
    """Write a title as a part of a sentence: « porter la durée de vie… », but « PUE de la salle », « État 30 % »."""
    first = title[:1].lower() + title[1:].split(" ", 1)[0].rstrip(",;:")
    return title[:1].lower() + title[1:] if first in COMMON else title


def listed(titles: Iterable[str]) -> str:
    """Join titles in a sentence, where a comma may be inside one."""
    return " ; ".join(map(inside, titles))
