"""The texts of the page of recommendations."""

OF_RECOMMENDING: dict[str, dict[str, str]] = {
    "recommendations": {"en": "Recommendations", "fr": "Recommandations", "ar": "التوصيات"},
    "not_recommended": {
        "en": "Nothing is learnt of this shop's sales. Add [recommend] to the file of their table.",
        "fr": "Rien n’est appris des ventes. Ajoutez [recommend] au fichier de leur table.",
        "ar": "لا يُتعلّم شيء من المبيعات. أضف [recommend] إلى ملف جدولها.",
    },
    "trained_at": {"en": "Trained at", "fr": "Entraîné le", "ar": "وقت التدريب"},
    "trained_on": {"en": "Lines learnt from", "fr": "Lignes apprises", "ar": "الأسطر المتعلَّم منها"},
    "known_people": {"en": "People", "fr": "Personnes", "ar": "الأشخاص"},
    "known_products": {"en": "Products", "fr": "Produits", "ar": "المنتجات"},
    "the_model": {"en": "Model", "fr": "Modèle", "ar": "النموذج"},
    "model_is_behind": {
        "en": "Another run was published since. Run: alkasba recommend --train",
        "fr": "Une autre exécution a été publiée depuis. Lancez : alkasba recommend --train",
        "ar": "نُشر تشغيل آخر منذ ذلك. شغّل: alkasba recommend --train",
    },
    "last_refused": {
        "en": "The newest model is kept aside: {why}",
        "fr": "Le modèle le plus récent est écarté : {why}",
        "ar": "النموذج الأحدث موضوع جانبا: {why}",
    },
    "how_good": {"en": "How good it is", "fr": "Sa qualité", "ar": "جودته"},
    "held_out": {
        "en": "Of what {people} people bought in {days} days that it had not seen",
        "fr": "Sur les achats de {people} personnes pendant {days} jours qu’il n’avait pas vus",
        "ar": "من مشتريات {people} من الأشخاص خلال {days} يوما لم يرها",
    },
    "nobody_judged": {
        "en": "Nobody who is known came back in the days held out: nothing can be judged.",
        "fr": "Personne de connu n’est revenu pendant ces jours : rien ne peut être jugé.",
        "ar": "لم يعد أي شخص معروف في تلك الأيام: لا يمكن الحكم.",
    },
    "what_is_measured": {"en": "Measure", "fr": "Mesure", "ar": "المقياس"},
    "by_model": {"en": "Suggestions", "fr": "Suggestions", "ar": "الاقتراحات"},
    "by_popularity": {"en": "What is popular", "fr": "Le plus acheté", "ar": "الأكثر شراء"},
    "hits_in_20": {
        "en": "Found among the first 20",
        "fr": "Trouvé parmi les 20 premiers",
        "ar": "وُجد بين أول 20",
    },
    "ndcg_in_20": {
        "en": "NDCG of the first 20",
        "fr": "NDCG des 20 premiers",
        "ar": "NDCG لأول 20",
    },
    "basket_in_10": {
        "en": "Next basket, F1 of the first 10",
        "fr": "Panier suivant, F1 des 10 premiers",
        "ar": "السلة التالية، F1 لأول 10",
    },
    "by_activity": {
        "en": "By how much people buy: NDCG of each tenth",
        "fr": "Selon l’activité : NDCG de chaque dixième",
        "ar": "حسب كثرة الشراء: NDCG لكل عُشر",
    },
    "tenth": {"en": "Tenth", "fr": "Dixième", "ar": "العُشر"},
    "products_shown": {
        "en": "Products that are shown to somebody",
        "fr": "Produits montrés à quelqu’un",
        "ar": "المنتجات المعروضة لأحد",
    },
    "long_tail_shown": {
        "en": "Shown beyond the best-selling fifth",
        "fr": "Montré hors du cinquième le plus vendu",
        "ar": "المعروض خارج خُمس الأكثر مبيعا",
    },
    "who_speaks": {"en": "Who speaks", "fr": "Qui parle", "ar": "من يتكلم"},
    "source_als": {"en": "What like people want", "fr": "Goûts proches", "ar": "أذواق متشابهة"},
    "source_again": {"en": "What is bought again", "fr": "Racheté", "ar": "ما يُشترى ثانية"},
    "source_together": {"en": "Bought together", "fr": "Achetés ensemble", "ar": "ما يُشترى معا"},
    "source_popular": {"en": "What is popular", "fr": "Le plus acheté", "ar": "الأكثر شراء"},
    "some_products": {"en": "Some products", "fr": "Quelques produits", "ar": "بعض المنتجات"},
    "a_product": {"en": "Product", "fr": "Produit", "ar": "المنتج"},
    "goes_with_it": {"en": "Bought with it", "fr": "Acheté avec", "ar": "يُشترى معه"},
    "stands_in": {
        "en": "Could stand in for it",
        "fr": "Pourrait le remplacer",
        "ar": "قد يحل محله",
    },
}
