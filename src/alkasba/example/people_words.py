"""Words that invented customers are put together from."""

FIRST_NAMES = (
    "Adèle", "Aïcha", "Amélie", "Anouk", "Antoine", "Aurélien", "Bastien", "Bérénice", "Camille",
    "Céline", "Chloé", "Clément", "Colette", "Damien", "Daan", "Edmée", "Élodie", "Émile",
    "Fatima", "Félix", "Femke", "Florian", "François", "Gaëlle", "Grégoire", "Hanna", "Hélène",
    "Hugo", "Inès", "Jérôme", "Joris", "Jörg", "Karim", "Katrien", "Léa", "Loïc", "Lotte",
    "Lucie", "Maëlle", "Malika", "Margaux", "Mathéo", "Maud", "Mélanie", "Nadia", "Nicolas",
    "Noémie", "Océane", "Pauline", "Pieter", "Raphaël", "Régine", "Sander", "Sébastien",
    "Solène", "Stéphane", "Thaïs", "Théo", "Ursula", "Valérie", "Wout", "Yasmine", "Youssef", "Zoé",
)  # fmt: skip
LAST_NAMES = (
    "Abadie", "Barthélemy", "Beaufils", "Benali", "Bongaerts", "Bretonneau", "Cazenave",
    "Charpentier", "Clabecq", "Coudray", "De Smedt", "Delacroix", "Demeulemeester", "Duchêne",
    "El Amrani", "Escoffier", "Faucheux", "Fontenoy", "Gaillard", "Germain", "Goossens",
    "Guérin", "Hennebelle", "Hoffstätter", "Imbert", "Jacquemin", "Joubert", "Kermarrec",
    "Kühnel", "Lacombe", "Lefèbvre", "Lemaître", "Maréchal", "Mertens", "Montagné", "Morvan",
    "Müllenbach", "Naudin", "Ollivier", "Pasquier", "Peeters", "Pélissier", "Poulain",
    "Quéméner", "Raynaud", "Rousselle", "Saint-Amand", "Schoonjans", "Soulier", "Tanguy",
    "Thévenin", "Urbain", "Vandeputte", "Verdier", "Vermeulen", "Viguier", "Wauters", "Zidane",
)  # fmt: skip
STREETS = (
    "rue des Tilleuls", "rue du Moulin", "avenue de la Gare", "allée des Érables",
    "place du Marché", "chemin des Vignes", "rue de l'Église", "quai des Brumes", "impasse Verte",
    "Molenstraat", "Kerkstraat", "Stationslaan", "Lindenweg", "Gartenstraße",
)  # fmt: skip
CITIES = (
    ("Lyon", "FR"), ("Lyon", "FR"), ("Paris", "FR"), ("Paris", "FR"), ("Nantes", "FR"),
    ("Marseille", "FR"), ("Grenoble", "FR"), ("Saint-Étienne", "FR"), ("Rennes", "FR"),
    ("Bordeaux", "FR"), ("Toulouse", "FR"), ("Angers", "FR"), ("Orléans", "FR"),
    ("Besançon", "FR"), ("Nîmes", "FR"), ("Lille", "FR"), ("Ghent", "BE"), ("Ghent", "BE"),
    ("Bruges", "BE"), ("Antwerp", "BE"), ("Liège", "BE"), ("Brussels", "BE"), ("Namur", "BE"),
    ("Cologne", "DE"), ("Freiburg", "DE"), ("Saarbrücken", "DE"), ("Geneva", "CH"),
    ("Luxembourg", "LU"),
)  # fmt: skip
SEGMENTS = ("new", "regular", "loyal", "professional")
