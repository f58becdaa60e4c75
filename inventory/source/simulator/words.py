"""What the generated shop sells."""

DEPARTMENTS: dict[str, dict[str, list[str]]] = {
    "Maison": {
        "Cuisine": ["Marmite", "Poêle", "Louche", "Bouilloire", "Thermos", "Plateau", "Théière"],
        "Textile": ["Pagne wax", "Drap", "Serviette", "Rideau", "Coussin", "Moustiquaire"],
        "Éclairage": ["Lampe solaire", "Ampoule LED", "Lanterne", "Torche"],
    },
    "Téléphonie": {
        "Téléphones": ["Téléphone double SIM", "Smartphone", "Tablette"],
        "Accessoires": ["Chargeur rapide", "Câble USB-C", "Batterie externe", "Écouteurs", "Coque"],
    },
    "Alimentation": {
        "Boissons": ["Jus de bissap", "Eau minérale", "Thé vert", "Café moulu", "Sirop de gingembre"],
        "Épicerie": ["Riz parfumé", "Huile d'arachide", "Lait en poudre", "Sucre", "Couscous", "Beurre de karité"],
    },
    "Beauté": {
        "Soins": ["Savon noir", "Crème hydratante", "Huile de coco", "Shampooing"],
        "Parfums": ["Encens", "Eau de parfum", "Brumisateur"],
    },
    "Bricolage": {
        "Outillage": ["Marteau", "Tournevis", "Pince", "Mètre ruban", "Perceuse"],
        "Électricité": ["Rallonge", "Multiprise", "Disjoncteur", "Groupe électrogène"],
    },
    "Enfants": {
        "Jeux": ["Ballon", "Puzzle", "Poupée", "Voiture"],
        "École": ["Cahier", "Stylo", "Sac à dos", "Ardoise"],
    },
}
LINES = ["Classique", "Éco", "Premium", "Pro", "Junior", "Confort", "Voyage", "Atelier", "Duo", "Solo"]
BRANDS = ["Baobab", "Djoliba", "Kora", "Sahel & Fils", "Tamani", "Wara", "Nyama", "Faso"]
SENTENCES = [
    "Un produit solide, pensé pour tous les jours.",
    "Garantie un an contre les défauts de fabrication.",
    "Livré avec sa notice en français et en bambara.",
    "Se nettoie à l'eau claire et sèche à l'ombre.",
    "Fabriqué en petite série par un atelier de la région.",
    "Emballage recyclable, sans plastique inutile.",
    "Convient aussi aux professionnels.",
    "Existe en plusieurs couleurs selon l'arrivage.",
]
